# Nonlinear equality constraints, inequalities and bounds, by lavaan.
# Run from tests/reference:  Rscript R/constraint_cases.R
# lavaan's constrained optimiser stops at about 1e-7 of the estimates; there is no polishing here.
suppressMessages({library(lavaan); library(jsonlite)})

lines <- function(...) paste(c(...), collapse = "\n")
hs <- read.csv("data/hs.csv")
likert <- read.csv("data/likert.csv")
hs3 <- lines("visual =~ x1 + a*x2 + b*x3", "textual =~ x4 + c*x5 + d*x6",
             "speed =~ x7 + e*x8 + f*x9")
items <- names(likert)
two <- lines(paste("f1 =~ ", items[1], "+ a*", items[2], "+ b*", items[3], sep = ""),
             paste("f2 =~ ", items[4], "+ c*", items[5], "+ d*", items[6], sep = ""))
tight <- list(rel.tol = 1e-12, iter.max = 20000, eval.max = 20000)

one <- function(model, data, ...) {
  fit <- cfa(model, data, control = tight, ...)
  if (!lavInspect(fit, "converged")) fit <- cfa(model, data, ...)
  table <- parameterEstimates(fit, remove.nonfree = FALSE)
  table <- table[!(table$op %in% c("==", "<", ">")), ]
  list(model = model, parameters = table[, c("lhs", "op", "rhs", "est", "se")],
       fit_measures = as.list(unclass(fitMeasures(fit))))
}

record <- list(
  product = one(lines(hs3, "a*b == 0.5", "ind := a*c"), hs),
  sphere = one(lines("f =~ NA*x1 + a*x2 + b*x3 + c*x4", "a^2 + b^2 + c^2 == 1.2"), hs),
  defined = one(lines(hs3, "ratio := a/b", "ratio == d", "log(e) == -f/10"), hs),
  binding = one(lines(hs3, "c > 1.2", "a < b"), hs),
  slack = one(lines(hs3, "a > 0.1", "e < 5"), hs),
  both = one(lines(hs3, "a*b == 0.5", "c > 1.2"), hs),
  nonlinear_inequality = one(lines(hs3, "a*b > 0.6"), hs),
  bound = one(lines("f =~ x1 + x2 + upper(0.9)*x3 + x4"), hs),
  ordinal_product = one(lines(two, "a*c == 0.9"), likert, ordered = items),
  ordinal_binding = one(lines(two, "a > c", "b > 1.3"), likert, ordered = items))
write_json(record, "constraints/cases.json", digits = NA, auto_unbox = TRUE, na = "null",
           dataframe = "rows", pretty = FALSE)
for (name in names(record))
  cat(sprintf("%-22s df=%g chisq=%.6f\n", name, record[[name]]$fit_measures$df,
              record[[name]]$fit_measures$chisq))
