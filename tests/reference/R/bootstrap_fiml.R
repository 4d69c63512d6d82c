# Bootstrap with missing answers by lavaan: Rscript bootstrap_fiml.R > ../bootstrap/hs_missing_fiml.json
# 600 resamples of the 301 pupils, full-information maximum likelihood; run in tests/reference/R.
suppressMessages(library(lavaan))
data <- read.csv("../data/hs_missing.csv")
model <- paste(
  "visual =~ x1 + x2 + x3", "textual =~ x4 + x5 + x6", "speed =~ x7 + x8 + x9",
  "textual ~ a*visual", "speed ~ b*textual + visual", "ab := a*b", sep = "\n")
set.seed(20261125)
fit <- sem(model, data, missing = "fiml", se = "bootstrap", bootstrap = 600, meanstructure = TRUE)
found <- parameterEstimates(fit, boot.ci.type = "perc")
number <- function(x) ifelse(is.finite(x), sprintf("%.9g", x), "null")
rows <- sprintf('{"lhs":"%s","op":"%s","rhs":"%s","est":%s,"se":%s,"ci_lower":%s,"ci_upper":%s}',
  found$lhs, found$op, found$rhs, number(found$est), number(found$se),
  number(found$ci.lower), number(found$ci.upper))
cat('{\n"software": "R ', as.character(getRversion()), ", lavaan ",
  as.character(packageVersion("lavaan")), '",\n', sep = "")
cat('"model": "', gsub("\n", "\\\\n", model), '",\n"draws": ', nrow(fit@boot$coef), ",\n", sep = "")
cat('"rows": [\n', paste(rows, collapse = ",\n"), "\n]\n}\n", sep = "")
