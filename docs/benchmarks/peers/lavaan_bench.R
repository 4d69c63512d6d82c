# Time lavaan: Rscript lavaan_bench.R MODEL.lav ANSWERS.csv
# Timed: cfa(model, data) (sample statistics, estimates, standard errors, chi-square, baseline) and
# fitMeasures(fit) (all measures of fit); CPU time of this process, user + system.
arguments <- commandArgs(TRUE)
suppressMessages(library(lavaan))
model <- paste(readLines(arguments[1]), collapse = "\n")
answers <- read.csv(arguments[2])

cpu <- function() sum(proc.time()[c("user.self", "sys.self")])
analyse <- function() fitMeasures(cfa(model, data = answers))

measures <- suppressWarnings(analyse())
# proc.time() ticks in milliseconds at best: short runs are timed in batches of ten.
times <- numeric(0)
start <- cpu(); suppressWarnings(analyse()); batch <- if (cpu() - start < 0.5) 10 else 1
while (length(times) < 3 || (sum(times) * batch < 3 && length(times) < 30)) {
  start <- cpu()
  for (k in seq_len(batch)) suppressWarnings(analyse())
  times <- c(times, (cpu() - start) / batch)
}
status <- "/proc/self/status"
peak <- if (file.exists(status)) {
  line <- grep("^VmHWM", readLines(status), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) / 1024
} else NA
cat(sprintf('{"seconds": %.9g, "runs": %d, "chisq": %.12g, "megabytes": %s, "version": "%s"}\n',
            median(times), length(times) * batch, measures[["chisq"]],
            if (is.na(peak)) "null" else sprintf("%.1f", peak),
            as.character(packageVersion("lavaan"))))
