# Time lavaan: Rscript lavaan_bench.R MODEL.lav ANSWERS.csv ML|MLR|SCALAR|WLSMV|FIML|FIML.MLR
# Timed: cfa(model, data) (sample statistics, estimates, standard errors, chi-square, baseline) and
# fitMeasures(fit) (all measures of fit).
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "timing.R"))
arguments <- commandArgs(TRUE)
suppressMessages(library(lavaan))
model <- paste(readLines(arguments[1]), collapse = "\n")
answers <- read.csv(arguments[2])
ordinal <- arguments[3] == "WLSMV"
items <- setdiff(names(answers), c("age", "gender"))

analyse <- function() {
  fit <- if (startsWith(arguments[3], "FIML")) {
    estimator <- if (arguments[3] == "FIML") "ML" else "MLR"
    cfa(model, data = answers, missing = "ml", estimator = estimator)
  } else if (arguments[3] == "SCALAR") {
    cfa(model, data = answers, group = "group", group.equal = c("loadings", "intercepts"))
  } else if (ordinal) {
    cfa(model, data = answers, ordered = items, estimator = "WLSMV")
  } else {
    cfa(model, data = answers, estimator = arguments[3])
  }
  measures <<- fitMeasures(fit)
}

timed <- cpu_times(function() suppressWarnings(analyse()))
plain <- arguments[3] %in% c("ML", "FIML", "SCALAR")
print_record(timed, measures[[if (plain) "chisq" else "chisq.scaled"]], "lavaan")
