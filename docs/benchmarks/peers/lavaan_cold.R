# The cold run: Rscript lavaan_cold.R MODEL.lav ANSWERS.csv OUT
# Reads the answers, fits, writes estimates and measures of fit as two plain tables, OUT.estimates.csv
# and OUT.measures.csv: the cheapest way to write in R.
arguments <- commandArgs(TRUE)
suppressMessages(library(lavaan))
fit <- cfa(paste(readLines(arguments[1]), collapse = "\n"), data = read.csv(arguments[2]))
write.csv(parameterEstimates(fit, standardized = TRUE), paste0(arguments[3], ".estimates.csv"))
write.csv(fitMeasures(fit), paste0(arguments[3], ".measures.csv"))
