# Continuous variables with missing answers: full-information maximum likelihood, two stages,
# pairwise, saturated correlates.  Run from tests/reference:
#   REFERENCE_OUT=full_missing Rscript R/missing_cases.R [id ...]
ONLY <- commandArgs(TRUE)
source("R/dump.R")

lines <- function(...) paste(c(...), collapse = "\n")
hs3 <- lines("visual  =~ x1 + x2 + x3", "textual =~ x4 + x5 + x6", "speed   =~ x7 + x8 + x9")
mimic <- lines(hs3, "visual + textual + speed ~ sex + ageyr")
path <- lines("x1 ~ ageyr + sex", "x2 ~ x1 + ageyr", "x3 ~ x2 + x1")
five <- lines("A =~ A1 + A2 + A3 + A4 + A5", "C =~ C1 + C2 + C3 + C4 + C5", "E =~ E1 + E2 + E3 + E4 + E5",
              "N =~ N1 + N2 + N3 + N4 + N5", "O =~ O1 + O2 + O3 + O4 + O5")
# lavaan's EM stops at 1e-5 by default.
exact <- list(em.h1.iter.max = 20000L, em.h1.tol = 1e-13)
case <- function(id, title, fun, model, data, ...) reference_case(id, title, fun, model, data, c(list(...), exact))

holes <- "hs_missing.csv"
case("hs_fiml", "Three factors", "cfa", hs3, holes, missing = "ml")
case("hs_fiml_mlr", "Yuan-Bentler", "cfa", hs3, holes, missing = "ml", estimator = "MLR")
case("hs_fiml_mlf", "First-order information", "cfa", hs3, holes, missing = "ml", estimator = "MLF")
case("hs_fiml_expected", "Expected information", "cfa", hs3, holes, missing = "ml", information = "expected")
case("hs_fiml_stdlv", "Factor variances fixed at 1", "cfa", hs3, holes, missing = "ml", std.lv = TRUE)
case("hs_fiml_equal", "Equal loadings", "cfa", lines("visual =~ a*x1 + a*x2 + b*x3", "textual =~ x4 + b*x5 + x6"),
     holes, missing = "ml")
case("hs_fiml_mimic", "Given covariates", "sem", mimic, holes, missing = "ml")
case("hs_fiml_mimic_mlr", "Given covariates, Yuan-Bentler", "sem", mimic, holes, missing = "ml", estimator = "MLR")
case("hs_fiml_mimic_random", "Random covariates", "sem", mimic, holes, missing = "ml", fixed.x = FALSE)
case("hs_fiml_path", "Path model of items with holes", "sem", path, holes, missing = "ml")
case("hs_fiml_path_holes", "Random covariates with holes", "sem", lines("x9 ~ x1 + x5", "x8 ~ x9 + x1"), holes,
     missing = "ml", fixed.x = FALSE)
case("hs_fiml_second_order", "Second order, defined effect", "cfa",
     lines("visual  =~ x1 + v*x2 + x3", "textual =~ x4 + t*x5 + x6", "speed   =~ x7 + x8 + x9",
           "g =~ visual + textual + speed", "both := v*t"), holes, missing = "ml", estimator = "MLR")
case("bfi_fiml", "Big Five, 87 patterns", "cfa", five, "responses.csv", missing = "ml")
case("bfi_fiml_mlr", "Big Five, Yuan-Bentler", "cfa", five, "responses.csv", missing = "ml", estimator = "MLR")
case("hs_two_stage", "Two stages", "cfa", hs3, holes, missing = "two.stage")
case("hs_robust_two_stage", "Two stages, robust", "cfa", hs3, holes, missing = "robust.two.stage")
case("hs_pairwise", "Pairwise moments", "cfa", hs3, holes, missing = "pairwise", meanstructure = TRUE)

# Saturated correlates (Graham 2003): written out, and the independence model semTools compares with.
items <- paste0("x", 1:9)
correlates <- c("ageyr", "grade")
saturated <- lines(sapply(seq_along(correlates), function(k)
  paste(correlates[k], "~~", paste(c(correlates[k:length(correlates)], items), collapse = " + "))),
  paste(correlates, "~ 1"))
base <- lines(paste(items, "~~", items), paste(items, "~ 1"), saturated)
case("correlates_hs", "Saturated correlates written out", "cfa", lines(hs3, saturated), holes, missing = "ml")
case("correlates_hs_baseline", "Their independence model", "lavaan", base, holes, missing = "ml")
case("correlates_hs_mlr", "Saturated correlates, robust", "cfa", lines(hs3, saturated), holes, missing = "ml", estimator = "MLR")
case("correlates_hs_baseline_mlr", "Their independence model, robust", "lavaan", base, holes, missing = "ml",
     estimator = "MLR")
