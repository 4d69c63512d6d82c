# Paths and indirect effects of two groups compared in lavaan.
# Rscript group_paths.R DATA OUT
library(lavaan)
library(jsonlite)

arguments <- commandArgs(trailingOnly = TRUE)
pupils <- read.csv(file.path(arguments[1], "hs.csv"))
model <- "
visual =~ x1 + x2 + x3
textual =~ x4 + x5 + x6
speed =~ x7 + x8 + x9
textual ~ c(m1, m2)*visual
speed ~ c(a1, a2)*visual + c(b1, b2)*textual
direct := a1 - a2
indirect := m1*b1 - m2*b2
total := a1 + m1*b1 - a2 - m2*b2
"
tested <- function(fit, text) {
  found <- lavTestWald(fit, constraints = text)
  list(stat = found$stat, df = found$df, p = found$p.value)
}
case <- function(...) {
  fit <- sem(model, pupils, group = "school", group.equal = "loadings", ...)
  rows <- parameterEstimates(fit)
  rows <- rows[rows$op == ":=", c("lhs", "est", "se", "z", "pvalue", "ci.lower", "ci.upper")]
  standard <- standardizedSolution(fit)
  standard <- standard[standard$op == ":=", c("lhs", "est.std", "se", "ci.lower", "ci.upper")]
  list(
    differences = rows, standardized = standard,
    wald = list(
      "visual -> textual" = tested(fit, "m1 == m2"),
      "visual -> speed" = tested(fit, "a1 == a2"),
      "textual -> speed" = tested(fit, "b1 == b2"),
      all = tested(fit, "m1 == m2\n a1 == a2\n b1 == b2")
    )
  )
}
out <- list(
  lavaan = as.character(packageVersion("lavaan")),
  model = model,
  ML = case(), MLR = case(estimator = "MLR")
)
write(toJSON(out, digits = 12, auto_unbox = TRUE, pretty = TRUE),
      file.path(arguments[2], "hs_paths.json"))
