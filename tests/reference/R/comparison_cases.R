# Tests of nested models, Wald and score tests, by lavaan.
# Run from tests/reference:  Rscript R/comparison_cases.R
suppressMessages({library(lavaan); library(jsonlite)})

lines <- function(...) paste(c(...), collapse = "\n")
hs <- read.csv("data/hs.csv"); poldem <- read.csv("data/poldem.csv"); likert <- read.csv("data/likert.csv")
items <- paste0("q", 1:12)
tight <- list(rel.tol = 1e-12, iter.max = 20000, eval.max = 20000)

three <- lines("visual =~ x1 + x2 + x3", "textual =~ x4 + x5 + x6", "speed =~ x7 + x8 + x9")
one <- "g =~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9"
democracy <- lines("ind60 =~ x1 + x2 + x3", "dem60 =~ y1 + a*y2 + b*y3 + c*y4",
                   "dem65 =~ y5 + d*y6 + e*y7 + f*y8", "dem60 ~ ind60", "dem65 ~ ind60 + dem60")
equal <- lines(democracy, "a == d", "b == e", "c == f")
rated <- lines("f1 =~ q1 + q2 + q3 + q4", "f2 =~ q5 + q6 + q7 + q8", "f3 =~ q9 + q10 + q11 + q12")
held <- lines("f1 =~ q1 + b*q2 + b*q3 + q4", "f2 =~ q5 + q6 + q7 + q8",
              "f3 =~ q9 + q10 + c*q11 + c*q12", "f1 ~~ 0*f2")

fitted_model <- function(model, data, ...) {
  fit <- suppressWarnings(sem(model, data, control = tight, ...))
  if (lavInspect(fit, "converged")) fit else sem(model, data, ...)
}
difference <- function(general, restricted, data, ..., lrt = list()) {
  x <- fitted_model(general, data, ...); y <- fitted_model(restricted, data, ...)
  found <- as.data.frame(do.call(lavTestLRT, c(list(x, y), lrt)))[2, ]
  list(general = general, restricted = restricted, chisq = found[["Chisq diff"]],
       df = found[["Df diff"]], pvalue = found[["Pr(>Chisq)"]])
}
ordinal <- function(estimator, lrt = list())
  c(difference(rated, held, likert, ordered = items, estimator = estimator, lrt = lrt),
    list(estimator = estimator))

democracy_fit <- fitted_model(democracy, poldem)
equal_fit <- fitted_model(equal, poldem)
visual <- fitted_model(lines("visual =~ x1 + b2*x2 + b3*x3", "textual =~ x4 + x5 + x6",
                    "speed =~ x7 + x8 + x9"), hs)
score <- lavTestScore(equal_fit)
rated_equal <- fitted_model(held, likert, ordered = items, estimator = "WLSMV")
rated_score <- lavTestScore(rated_equal)
plain <- function(test) unclass(test)[c("stat", "df", "p.value")]

record <- list(
  factors = difference(three, one, hs), democracy = difference(democracy, equal, poldem),
  wlsmv = ordinal("WLSMV"), ulsmv = ordinal("ULSMV"), wlsm = ordinal("WLSM"),
  wlsm_2000 = ordinal("WLSM", list(method = "satorra.2000", scaled.shifted = FALSE)),
  wald = plain(lavTestWald(visual, "b2 == b3")),
  wald_three = plain(lavTestWald(democracy_fit, "a == d; b == e; c == f")),
  score_total = as.list(score$test), score_each = score$uni,
  ordinal_score_total = as.list(rated_score$test), ordinal_score_each = rated_score$uni)
write_json(record, "comparison/cases.json", digits = NA, auto_unbox = TRUE, na = "null",
           dataframe = "rows", pretty = FALSE)
