# Score tests of equalities of two groups that hang together: each is let go by itself.
# Rscript group_score_tests.R DATA OUT
library(lavaan)
library(jsonlite)

arguments <- commandArgs(trailingOnly = TRUE)
pupils <- read.csv(file.path(arguments[1], "hs.csv"))
model <- "
visual =~ x1 + c(a1, a2)*x2 + c(b1, b2)*x3
textual =~ x4 + c(c1, c2)*x5 + x6
a1 == a2
a2 == b1
b1 == c1
"
found <- lavTestScore(cfa(model, pupils, group = "school"))
out <- list(
  lavaan = as.character(packageVersion("lavaan")), model = model,
  all = found$test$X2, each = found$uni$X2
)
write(toJSON(out, auto_unbox = TRUE, digits = 13, pretty = TRUE),
      file.path(arguments[2], "hs_score_tests.json"))
