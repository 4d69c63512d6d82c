"""One thread of linear algebra while a model is resampled, whatever the process has set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """Limit the linear algebra of this process to one thread, and give back what there was.

    The order of summation depends on the number of threads, and with it the last digits: a
    resample fitted here must have the bytes of one fitted in a worker, or on another machine.
    Matrices are small, so that one thread is also the fastest.
    """
    # Here, because only a bootstrap needs it.
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1, user_api="blas"):
        yield
