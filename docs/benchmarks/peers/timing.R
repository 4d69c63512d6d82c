# How every R program is timed: CPU seconds, user + system, of this process and those it has
# started; median of repeated runs after one that is not counted.
cpu <- function() sum(proc.time()[c("user.self", "sys.self", "user.child", "sys.child")], na.rm = TRUE)

cpu_of <- function(run, times = 1) {
  start <- cpu()
  for (k in seq_len(times)) run()
  (cpu() - start) / times
}

# A run of half a minute is not repeated. proc.time() ticks in milliseconds at best: short runs are
# timed in batches of ten.
cpu_times <- function(run) {
  first <- cpu_of(run)
  if (first > 30) return(list(times = first, runs = 1))
  batch <- if (first < 0.5) 10 else 1
  times <- numeric(0)
  while (length(times) < 3 || (sum(times) * batch < 3 && length(times) < 30)) {
    times <- c(times, cpu_of(run, batch))
  }
  list(times = times, runs = length(times) * batch)
}

peak_megabytes <- function() {
  status <- "/proc/self/status"
  if (!file.exists(status)) return("null")
  line <- grep("^VmHWM", readLines(status), value = TRUE)
  sprintf("%.1f", as.numeric(gsub("[^0-9]", "", line)) / 1024)
}

print_record <- function(timed, value, package) {
  record <- '{"seconds": %.9g, "runs": %d, "value": %.12g, "megabytes": %s, "version": "%s"}\n'
  cat(sprintf(record, median(timed$times), as.integer(timed$runs), value, peak_megabytes(),
              as.character(packageVersion(package))))
}
