# Time GPArotation: Rscript gparotation_bench.R MODEL.lav ANSWERS.csv rotation
# Timed: geominQ(A, delta = .001) from the unrotated position and 99 random ones; A are the
# unrotated maximum likelihood loadings in the file.
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "timing.R"))
suppressMessages(library(GPArotation))
A <- as.matrix(read.csv(commandArgs(TRUE)[2]))

analyse <- function() {
  set.seed(1)
  values <- sapply(1:100, function(i) {
    start <- if (i == 1) diag(10) else Random.Start(10)
    found <- suppressWarnings(geominQ(A, Tmat = start, delta = 0.001, maxit = 5000))
    if (found$convergence) found$Table[nrow(found$Table), 2] else Inf
  })
  best <<- min(values)
}

timed <- cpu_times(analyse)
print_record(timed, best, "GPArotation")
