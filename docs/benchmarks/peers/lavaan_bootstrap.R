# Time lavaan's bootstrap: Rscript lavaan_bootstrap.R MODEL.lav ANSWERS.csv DRAWS
# Timed: bootstrapLavaan(fit, R = DRAWS) of the free parameters, on one core, after the fit.
suppressMessages(library(lavaan))
arguments <- commandArgs(TRUE)
model <- paste(readLines(arguments[1]), collapse = "\n")
answers <- read.csv(arguments[2])
draws <- as.integer(arguments[3])
fit <- cfa(model, data = answers)
used <- system.time(drawn <- bootstrapLavaan(fit, R = draws, parallel = "no", iseed = 1))
cat(sprintf('{"seconds": %.3f, "draws": %d, "lavaan": "%s"}\n', sum(used[1:2]), nrow(drawn),
            packageVersion("lavaan")))
