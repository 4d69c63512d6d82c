"""Files in and out: tables and surveys to read, results to write."""
