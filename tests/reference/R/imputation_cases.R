# Multiply imputed data sets: semTools pools what lavaan estimates from each.  Run from
# tests/reference:
#   REFERENCE_OUT=imputation Rscript R/imputation_cases.R
suppressMessages({library(jsonlite); library(semTools)})
OUT <- Sys.getenv("REFERENCE_OUT", "imputation")
dir.create(OUT, showWarnings = FALSE)
lines <- function(...) paste(c(...), collapse = "\n")

sets_of <- function(file) {
  stacked <- read.csv(file.path("data", file), check.names = FALSE)
  numbers <- setdiff(sort(unique(stacked$.imp)), 0)
  lapply(numbers, function(number) stacked[stacked$.imp == number, names(stacked) != ".imp"])
}
pooled <- function(model, file, fun, ...)
  suppressWarnings(semTools::runMI(model, sets_of(file), fun = fun, ...))
tests_of <- function(fit, robust, h1 = NULL) {
  one <- function(...) tryCatch(as.list(unclass(suppressMessages(lavTestLRT.mi(fit, h1 = h1, ...)))),
                                error = function(e) NULL)
  found <- list(D2 = one(test = "D2"), D2_chisq = one(test = "D2", asymptotic = TRUE))
  if (robust) found$D2_robust <- one(test = "D2", pool.robust = TRUE) else
    found <- c(found, list(D3 = one(test = "D3"), D3_chisq = one(test = "D3", asymptotic = TRUE)))
  found
}
case <- function(id, title, fun, model, file, robust = FALSE, restricted = NULL, ...) {
  fit <- pooled(model, file, fun, ...)
  rows <- suppressMessages(as.data.frame(summary(fit, ci = TRUE, fmi = TRUE, standardized = TRUE, scale.W = FALSE)))
  rows <- rows[!(rows$op %in% c("==", "<", ">")), ]
  keep <- intersect(c("lhs", "op", "rhs", "est", "se", "t", "df", "pvalue", "ci.lower", "ci.upper",
                      "std.lv", "std.all", "fmi", "riv"), names(rows))
  record <- list(id = id, title = title, fun = fun, model = model, data = file, options = list(...),
                 parameters = rows[keep], tests = tests_of(fit, robust),
                 total = unname(unclass(vcov(fit, scale.W = FALSE))), residual_cov = unname(unclass(resid(fit)$cov)))
  if (!is.null(restricted)) {
    small <- pooled(restricted, file, fun, ...)
    record$restricted <- restricted
    record$difference <- tests_of(small, robust, h1 = fit)
  }
  write_json(record, file.path(OUT, paste0(id, ".json")), digits = NA, auto_unbox = TRUE, na = "null",
             null = "null", dataframe = "rows", pretty = FALSE)
  cat(id, unlist(record$tests[[1]]), "\n")
}

hs3 <- lines("visual  =~ x1 + x2 + x3", "textual =~ x4 + x5 + x6", "speed   =~ x7 + x8 + x9")
equal <- lines("visual  =~ x1 + a*x2 + a*x3", "textual =~ x4 + x5 + b*x6", "speed   =~ x7 + b*x8 + x9")
defined <- lines("visual  =~ x1 + v*x2 + x3", "textual =~ x4 + t*x5 + x6", "textual ~ p*visual",
                 "both := v*p")
likert <- lines("one =~ q1 + q2 + q3", "two =~ q4 + q5 + q6")
likert_equal <- lines("one =~ q1 + a*q2 + a*q3", "two =~ q4 + b*q5 + b*q6")
case("hs", "Three factors", "cfa", hs3, "hs_imputed.csv", restricted = equal)
case("hs_means", "Means modelled", "cfa", hs3, "hs_imputed.csv", meanstructure = TRUE)
case("hs_defined", "Defined parameter", "sem", defined, "hs_imputed.csv")
case("hs_random", "Covariates among the responses", "sem",
     lines(hs3, "visual + textual + speed ~ sex + ageyr"), "hs_imputed.csv", fixed.x = FALSE)
case("hs_given", "Covariates given", "sem",
     lines(hs3, "visual + textual + speed ~ sex + ageyr"), "hs_imputed.csv")
case("hs_mlr", "Yuan-Bentler", "cfa", hs3, "hs_imputed.csv", robust = TRUE, restricted = equal, estimator = "MLR")
case("hs_mlm", "Satorra-Bentler", "cfa", hs3, "hs_imputed.csv", robust = TRUE, restricted = equal, estimator = "MLM")
case("likert_wlsmv", "Two factors of ordinal items", "cfa", likert, "likert_imputed.csv", robust = TRUE,
     restricted = likert_equal, estimator = "WLSMV", ordered = paste0("q", 1:6))
