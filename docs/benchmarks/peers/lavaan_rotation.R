# Time lavaan's rotation: Rscript lavaan_rotation.R MODEL.lav ANSWERS.csv rotation
# Timed: sem() of an exploratory block that fits exactly (the correlations the unrotated loadings in the
# file imply), geomin from 100 starts, without errors and tests; less the same call with rotation =
# "none".  What is left is the rotation of these loadings.  The check is the criterion at its end.
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "timing.R"))
suppressMessages(library(lavaan))
loadings <- as.matrix(read.csv(commandArgs(TRUE)[2]))
items <- paste0("x", seq_len(nrow(loadings)))
implied <- tcrossprod(loadings)
diag(implied) <- 1
dimnames(implied) <- list(items, items)
factors <- paste0("efa(\"b\")*f", seq_len(ncol(loadings)), collapse = " + ")
model <- paste(factors, "=~", paste(items, collapse = " + "))

block <- function(rotation) {
  set.seed(1)
  sem(model, sample.cov = implied, sample.nobs = 2000, rotation = rotation, se = "none", test = "none",
      baseline = FALSE, h1 = FALSE, rotation.args = list(rstarts = 100, geomin.epsilon = 0.001))
}

analyse <- function() fit <<- block("geomin")
timed <- cpu_times(analyse)
unrotated <- cpu_times(function() block("none"))
timed$times <- timed$times - median(unrotated$times)
found <- lavInspect(fit, "std.all")$lambda
print_record(timed, sum(exp(rowMeans(log(found^2 + 0.001)))), "lavaan")
