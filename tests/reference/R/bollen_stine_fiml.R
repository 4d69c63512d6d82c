# Bollen-Stine bootstrap with missing answers: Rscript bollen_stine_fiml.R > ../bootstrap/hs_missing_bollen_stine.json
# semTools' bsBootMiss, second transformation of Savalei and Yuan (2009); run in tests/reference/R.
suppressMessages({library(lavaan); library(semTools)})
data <- read.csv("../data/hs_missing.csv")[, paste0("x", 1:9)]
model <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
fit <- cfa(model, data, missing = "fiml", meanstructure = TRUE)
found <- bsBootMiss(fit, transformation = 2, nBoot = 300, seed = 20261125,
  suppressWarn = TRUE, showProgress = FALSE)
values <- found@bootDist
cat('{\n"software": "R ', as.character(getRversion()), ", lavaan ",
  as.character(packageVersion("lavaan")), ", semTools ", as.character(packageVersion("semTools")),
  '",\n', sep = "")
cat('"draws":', length(values), ',\n"statistic":', sprintf("%.9g", fitMeasures(fit, "chisq")), ",\n")
cat('"mean":', sprintf("%.9g", mean(values)), ',\n"sd":', sprintf("%.9g", sd(values)), ",\n")
cat('"q95":', sprintf("%.9g", quantile(values, 0.95)), "\n}\n")
