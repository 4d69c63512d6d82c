# Time psych: Rscript psych_bench.R MODEL.lav ANSWERS.csv polychoric
# Timed: polychoric(data), thresholds from all answers and nothing added to empty cells (what
# gainsem does), on one core (by default it starts several, which costs more CPU time).
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "timing.R"))
suppressMessages(library(psych))
options(mc.cores = 1)
answers <- read.csv(commandArgs(TRUE)[2])

analyse <- function() rho <<- polychoric(answers, correct = 0, progress = FALSE)$rho

timed <- cpu_times(function() suppressMessages(suppressWarnings(analyse())))
print_record(timed, sum(rho[lower.tri(rho)]), "psych")
