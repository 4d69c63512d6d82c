# Time psych: Rscript psych_bench.R MODEL.lav ANSWERS.csv polychoric|parallel
# polychoric: polychoric(data), thresholds from all answers and nothing added to empty cells (what
# gainsem does), on one core (by default it starts several, which costs more CPU time).
# parallel: fa.parallel(data, cor = "poly", SMC = TRUE), resampled answers only (sim = FALSE).  A draw
# takes seconds, so 2 and 6 draws are timed and 1000 are reckoned from them: t(2) + 998 (t(6) - t(2)) / 4.
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "timing.R"))
suppressMessages(library(psych))
options(mc.cores = 1)
answers <- read.csv(commandArgs(TRUE)[2])
kind <- commandArgs(TRUE)[3]
quietly <- function(run) { sink(nullfile()); on.exit(sink()); suppressMessages(suppressWarnings(run)) }

if (kind == "polychoric") {
  analyse <- function() rho <<- polychoric(answers, correct = 0, progress = FALSE)$rho
  timed <- cpu_times(function() suppressMessages(suppressWarnings(analyse())))
  print_record(timed, sum(rho[lower.tri(rho)]), "psych")
} else {
  parallel <- function(draws) {
    before <- cpu()
    found <<- quietly(fa.parallel(answers, n.iter = draws, fa = "both", sim = FALSE, cor = "poly",
                                  correct = 0, SMC = TRUE, plot = FALSE))
    cpu() - before
  }
  few <- parallel(2); more <- parallel(6)
  timed <- list(times = few + 998 * (more - few) / 4, runs = 1)
  print_record(timed, found$fa.values[1], "psych")
}
