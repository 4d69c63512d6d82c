# Ordinal and mixed variables, one group: the estimators of the WLS family in both
# parameterizations, constraints, covariates, ordinal outcomes and mediators, missing answers,
# awkward tables.  Run from tests/reference:  Rscript R/ordinal_cases.R [id ...]
ONLY <- commandArgs(TRUE)
source("R/dump.R")

# One case; `args` are lavaan's own options, `ordered` among them.
ordinal_case <- function(id, title, fun, model, data, ordered, args = list(),
                         gauss_newton = FALSE) {
  if (length(ONLY) > 0 && !(id %in% ONLY)) return(invisible(NULL))
  began <- proc.time()[[3]]
  if (is.null(args$estimator)) args$estimator <- "WLSMV"
  args$ordered <- ordered
  tryCatch({
    polished <- polished_fit(fun, model, c(list(data = read_answers(data)), args), gauss_newton)
    fit <- polished$fit
    same_as_default(polished$first, fit)
    unit_variances(fit, ordered)
    record <- list(
      id = id, title = title, data = data, covariance_input = FALSE, means = NULL, model = model,
      lavaan_call = list(fun = fun, args = replace(args, "ordered", list(I(ordered)))),
      n_obs = lavInspect(fit, "ntotal"), gradient_max = polished$gradient_max,
      default_gradient_max = polished$default_gradient_max,
      default_distance = polished$default_distance,
      parameters = parameter_rows(fit), vcov = vcov_rows(fit), fit_measures = measures_of(fit),
      r_squared = as.list(lavInspect(fit, "rsquare")), sample = sample_statistics(fit),
      residuals = list(cor = response_moments(residuals(fit, type = "cor.bollen"))),
      modification_indices = index_rows(fit))
    write_json(record, file.path(OUT, paste0(id, ".json")), digits = NA, auto_unbox = TRUE,
               na = "null", null = "null", dataframe = "rows", pretty = FALSE)
    cat(sprintf("%-28s n=%d npar=%d df=%g chisq=%.6f gradient %.0e (lavaan's own stop %.0e, off by %.0e) %.0fs\n",
                id, record$n_obs, record$fit_measures$npar, record$fit_measures$df,
                record$fit_measures$chisq, polished$gradient_max, polished$default_gradient_max,
                polished$default_distance, proc.time()[[3]] - began))
  }, error = function(e) cat(sprintf("%-28s FAILED: %s\n", id, conditionMessage(e))))
}

# Measures of fit, and the shift of the scaled and shifted statistics.
measures_of <- function(fit) {
  measures <- as.list(unclass(quietly(fitMeasures(fit))))
  shift <- function(tests) unlist(lapply(tests, function(test) test$shift.parameter))
  measures$chisq.shift.parameter <- unname(shift(lavInspect(fit, "test")))
  measures$baseline.chisq.shift.parameter <- unname(shift(fit@baseline$test))
  Filter(Negate(is.null), measures)
}

# The call that evaluates at the polished point must mean what the first one meant.
same_as_default <- function(first, fit) {
  a <- unlist(quietly(measures_of(first)))
  a[grep("^cn_", names(a))] <- NA  # of a saturated model either 1 or missing
  b <- unlist(quietly(measures_of(fit)))
  b[grep("^cn_", names(b))] <- NA
  if (!identical(is.na(a), is.na(b))) stop("other measures: ", paste(
    union(setdiff(names(a), names(b)), setdiff(names(b), names(a))), collapse = " "),
    paste(names(a)[is.na(a) != is.na(b)], collapse = " "))
  off <- abs(a - b) / pmax(abs(a), 1e-2)
  off <- off[!is.na(off) & !grepl("pvalue", names(off))]
  if (max(off) > 1e-3) stop("differs from the first call in ", names(which.max(off)))
}

# lavaan 0.6-14 leaves the variance of an ordinal variable that depends on an ordinal variable away
# from 1 in the delta parameterization: no reference.
unit_variances <- function(fit, ordered) {
  implied <- fitted(fit)
  variances <- diag(if (is.null(implied$res.cov)) implied$cov else implied$res.cov)[ordered]
  if (max(abs(variances - 1)) > 1e-8) stop("an ordinal variable whose variance is not 1")
}

# Given covariates lavaan calls the (residual) moments of the responses res.cov and res.int.
response_moments <- function(x) {
  names(x) <- sub("^res\\.", "", names(x))
  list(names = I(rownames(x$cov)), cov = unname(unclass(x$cov)), mean = NULL)
}

# Thresholds, slopes on the covariates, (residual) correlations and covariances, and the diagonal
# of n times their asymptotic covariance matrix in lavaan's order, with the names of its entries.
sample_statistics <- function(fit) {
  s <- lavInspect(fit, "sampstat")
  names(s) <- sub("^res\\.", "", sub("^mean$", "int", names(s)))
  named <- function(x) as.list(setNames(as.numeric(x), names(x)))
  gamma <- tryCatch(lavInspect(fit, "gamma"), error = function(e) NULL)  # ULS has none
  list(names = I(rownames(s$cov)), cov = unname(unclass(s$cov)), mean = named(s$int),
       thresholds = named(s$th), covariates = I(as.character(colnames(s$slopes))),
       slopes = if (is.null(s$slopes)) NULL else unname(unclass(s$slopes)),
       moments = list(names = names(lavInspect(fit, "wls.obs")),
                      gamma = if (is.null(gamma)) NULL else unname(diag(gamma))))
}

lines <- function(...) paste(c(...), collapse = "\n")
measured_by <- function(factor, items) paste(factor, "=~", paste(items, collapse = " + "))
items <- function(prefix, numbers) paste0(prefix, numbers)
q <- items("q", 1:12)
b <- items("b", 1:5)
q3 <- lines("F1 =~ q1 + q2 + q3 + q4", "F2 =~ q5 + q6 + q7 + q8", "F3 =~ q9 + q10 + q11 + q12")
likert_case <- function(id, title, model = q3, args = list(), data = "likert.csv", fun = "cfa")
  ordinal_case(id, title, fun, model, data, q, args)
theta <- list(parameterization = "theta")

# Estimators
for (e in c("WLSMV", "WLSM", "WLSMVS", "DWLS", "WLS", "ULS", "ULSM", "ULSMV", "ULSMVS")) {
  likert_case(paste0("likert_", tolower(e)), paste0("12 Likert items, ", e), args = list(estimator = e))
  if (e %in% c("WLSMV", "WLSM", "DWLS", "WLS", "ULS", "ULSMV"))
    likert_case(paste0("likert_", tolower(e), "_theta"), paste0("12 Likert items, ", e, ", theta"),
                args = c(list(estimator = e), theta))
}
likert_case("likert_stdlv", "12 Likert items, variances fixed at 1", args = list(std.lv = TRUE))
likert_case("likert_stdlv_theta", "12 Likert items, variances fixed at 1, theta",
            args = c(list(std.lv = TRUE), theta))
likert_case("likert_orthogonal", "Uncorrelated factors", args = list(orthogonal = TRUE))
likert_case("likert_effect_coding", "Effect coding of the loadings",
            args = list(effect.coding = "loadings"))
likert_case("likert_one_factor", "One factor, 12 items (misfit)", measured_by("g", q))
likert_case("likert_one_factor_theta", "One factor, 12 items (misfit), theta", measured_by("g", q),
            theta)
likert_case("likert_one_factor_wls", "One factor, 12 items (misfit), WLS", measured_by("g", q),
            list(estimator = "WLS"))

# Missing answers
likert_case("likert_listwise", "Missing answers, listwise", data = "likert_missing.csv",
            args = list(missing = "listwise"))
likert_case("likert_pairwise", "Missing answers, pairwise", data = "likert_missing.csv",
            args = list(missing = "pairwise"))
likert_case("likert_pairwise_theta", "Missing answers, pairwise, ULSMV, theta",
            data = "likert_missing.csv",
            args = c(list(missing = "pairwise", estimator = "ULSMV"), theta))

# Structure
second_order <- lines(q3, "g =~ F1 + F2 + F3")
likert_case("likert_second_order", "Second-order factor", second_order)
likert_case("likert_second_order_theta", "Second-order factor, theta", second_order, theta)
paths <- lines(q3, "F2 ~ a*F1", "F3 ~ b*F2 + c*F1", "ind := a*b")
likert_case("likert_sem", "Regressions of factors, indirect effect", paths, fun = "sem")
likert_case("likert_sem_theta", "Regressions of factors, indirect effect, theta", paths, theta,
            fun = "sem")
bifactor <- lines(measured_by("g", q), "s1 =~ q1 + q2 + q3 + q4", "s2 =~ q5 + q6 + q7 + q8",
                  "s3 =~ q9 + q10 + q11 + q12")
likert_case("likert_bifactor", "Bifactor", bifactor, list(orthogonal = TRUE, std.lv = TRUE))
likert_case("likert_bifactor_theta", "Bifactor, theta", bifactor,
            c(list(orthogonal = TRUE, std.lv = TRUE), theta))
third_order <- lines(sapply(1:6, function(j) measured_by(paste0("f", j), items("q", (j - 1) * 3 + 1:3))),
                     "h1 =~ f1 + f2", "h2 =~ f3 + f4", "h3 =~ f5 + f6", "top =~ h1 + h2 + h3")
ordinal_case("third_order_likert", "18 items, six factors, three second-order, one third-order",
             "cfa", third_order, "third_order_likert.csv", items("q", 1:18))

# Labels, fixed parameters
equal <- lines("F1 =~ q1 + a*q2 + a*q3 + q4", "F2 =~ q5 + b*q6 + b*q7 + b*q8",
               "F3 =~ q9 + q10 + q11 + q12")
likert_case("likert_equal_loadings", "Equal loadings", equal)
likert_case("likert_equal_loadings_theta", "Equal loadings, theta", equal, theta)
cut <- lines(q3, "q1 | t1*t1 + t2*t2 + t3*t3 + t4*t4", "q6 | t1*t1 + t2*t2 + t3*t3 + t4*t4",
             "q2 | u*t2", "q7 | u*t2")
likert_case("likert_equal_thresholds", "Equal thresholds", cut)
likert_case("likert_equal_thresholds_theta", "Equal thresholds, theta", cut, theta)
likert_case("likert_equal_thresholds_wls", "Equal thresholds, WLS", cut, list(estimator = "WLS"))
likert_case("likert_constraints", "Linear constraints and a function",
  lines("F1 =~ q1 + a*q2 + b*q3 + q4", "F2 =~ q5 + q6 + q7 + q8", "F3 =~ q9 + q10 + d*q11 + e*q12",
        "q5 | s*t2", "q10 | v*t2", "a + b == 1.6", "d == 0.9*e", "s == v + 0.05", "ratio := a/e"))
likert_case("likert_fixed", "A fixed threshold, loading and covariance; residual correlations",
  lines("F1 =~ q1 + 0.9*q2 + q3 + q4", "F2 =~ q5 + q6 + q7 + q8", "F3 =~ q9 + q10 + q11 + q12",
        "F1 ~~ 0.25*F2", "q1 | -1.4*t1", "q7 | 0.7*t3", "q1 ~~ q5", "q3 ~~ q4 + 0.05*q12"))
likert_case("likert_fixed_theta", "A fixed threshold, loading and residual variance, theta",
  lines("F1 =~ q1 + 0.9*q2 + q3 + q4", "F2 =~ q5 + q6 + q7 + q8", "F3 =~ q9 + q10 + q11 + q12",
        "q1 | -2.2*t1", "q1 ~~ q5", "q3 ~~ q4", "q6 ~~ 0.5*q6"), theta)
likert_case("likert_residual_correlations_theta", "Residual correlations, theta",
            lines(q3, "q1 ~~ q5", "q3 ~~ q4"), theta)
likert_case("likert_fixed_scale", "A fixed scale factor, delta", lines(q3, "q2 ~*~ 0.8*q2"))
likert_case("likert_latent_mean", "A latent mean in place of a threshold",
            lines(q3, "F1 ~ NA*1", "q1 | -1.4*t1"))
likert_case("likert_latent_mean_theta", "A latent mean in place of a threshold, theta",
            lines(q3, "F1 ~ NA*1", "q1 | -2*t1"), theta)

# Binary items, covariates, mixed variables
one <- measured_by("f", b)
ordinal_case("binary", "Five binary items", "cfa", one, "binary.csv", b)
ordinal_case("binary_theta", "Five binary items, theta", "cfa", one, "binary.csv", b, theta)
ordinal_case("binary_mimic", "Binary items and a covariate", "sem", lines(one, "f ~ z"),
             "binary.csv", b)
ordinal_case("binary_mimic_theta", "Binary items and a covariate, theta", "sem",
             lines(one, "f ~ z"), "binary.csv", b, theta)
one_mixed <- measured_by("f", c(b, "z"))
ordinal_case("mixed_one_factor", "Binary items and a continuous indicator", "cfa", one_mixed,
             "binary.csv", b)
two <- lines("F1 =~ q1 + q2 + q3 + q4", "F3 =~ c1 + c2 + c3")
q4 <- items("q", 1:4)
ordinal_case("mixed_two_factors", "Four Likert items, three continuous", "cfa", two, "mixed.csv", q4)
ordinal_case("mixed_two_factors_theta", "Four Likert items, three continuous, theta", "cfa", two,
             "mixed.csv", q4, theta)
ordinal_case("mixed_two_factors_wls", "Four Likert items, three continuous, WLS", "cfa", two,
             "mixed.csv", q4, list(estimator = "WLS"))
ordinal_case("mixed_two_factors_ulsmv", "Four Likert items, three continuous, ULSMV", "cfa", two,
             "mixed.csv", q4, list(estimator = "ULSMV"))
ordinal_case("mixed_regression", "Continuous factor on ordinal factor and covariate", "sem",
             lines(two, "F3 ~ F1 + x1", "F1 ~ x1 + x2", "c1 ~ x2"), "mixed.csv", q4)
ordinal_case("mixed_pairwise", "Mixed, missing answers, pairwise", "cfa", two, "mixed_missing.csv",
             q4, list(missing = "pairwise"))
ordinal_case("mixed_listwise", "Mixed, missing answers, listwise", "cfa", two, "mixed_missing.csv",
             q4, list(missing = "listwise"))
ordinal_case("mixed_mimic_listwise", "Mixed with a covariate, missing answers, listwise", "sem",
             lines(two, "F1 + F3 ~ x1"), "mixed_missing.csv", q4, list(missing = "listwise"))
ordinal_case("mixed_mimic_pairwise", "Mixed with a covariate, missing answers, pairwise", "sem",
             lines(two, "F1 + F3 ~ x1"), "mixed_missing.csv", q4, list(missing = "pairwise"))
mimic <- lines(q3, "F1 + F2 + F3 ~ x1 + x2", "q3 ~ x1")
mixed_case <- function(id, title, model, args = list(), ordered = q, fun = "sem")
  ordinal_case(id, title, fun, model, "mixed.csv", ordered, args)
mixed_case("mimic", "Two covariates, a direct effect", mimic)
mixed_case("mimic_theta", "Two covariates, a direct effect, theta", mimic, theta)
mixed_case("mimic_stdlv", "Two covariates, disturbances fixed at 1", mimic, list(std.lv = TRUE))
mixed_case("mimic_wls", "Two covariates, a direct effect, WLS", mimic, list(estimator = "WLS"))
mixed_case("mimic_ulsmv", "Two covariates, a direct effect, ULSMV", mimic, list(estimator = "ULSMV"))
# (a covariate of two values among the responses makes lavaan's Gamma singular: x3, not x2)
joint <- lines(q3, "F1 + F2 + F3 ~ x1 + x3", "q3 ~ x1")
mixed_case("mimic_joint", "Two covariates among the responses", joint, list(conditional.x = FALSE))
mixed_case("mimic_joint_theta", "Two covariates among the responses, theta", joint,
           c(list(conditional.x = FALSE), theta))
mixed_case("mimic_joint_wls", "Two covariates among the responses, WLS", joint,
           list(conditional.x = FALSE, estimator = "WLS"))

# Ordinal outcomes and mediators
outcome <- lines("F1 =~ q1 + q2 + q3 + q4", "F2 =~ q5 + q6 + q7 + q8", "F2 ~ F1", "y ~ F1 + F2")
mediator <- lines("F1 =~ q1 + q2 + q3 + q4", "m ~ a*F1", "y ~ b*m + c*F1", "indirect := a*b")
given <- lines("F1 =~ q1 + q2 + q3 + q4", "F1 ~ x1 + x2", "m ~ F1 + x1", "y ~ m + x2")
chain <- lines("m ~ a*x1 + x2", "y ~ b*m + x1", "u ~ c*y + x2", "indirect := a*b*c")
# (the delta parameterization of ordinal mediators is wrong in lavaan 0.6-14, see unit_variances)
mixed_case("outcome", "An ordinal outcome of two factors", outcome, list(), c(items("q", 1:8), "y"))
mixed_case("outcome_theta", "An ordinal outcome of two factors, theta", outcome, theta,
           c(items("q", 1:8), "y"))
mixed_case("mediator_theta", "An ordinal mediator", mediator, theta, c(q4, "m", "y"))
mixed_case("mediator_covariates_theta", "An ordinal mediator, covariates", given, theta,
           c(q4, "m", "y"))
mixed_case("path_theta", "Ordinal variables in a chain, covariates", chain, theta, c("m", "y", "u"))
mixed_case("path_wls_theta", "Ordinal variables in a chain, covariates, WLS", chain,
           c(list(estimator = "WLS"), theta), c("m", "y", "u"))
mixed_case("path_continuous_theta", "Continuous between ordinal",
           lines("m ~ x1", "c1 ~ m + x1", "y ~ c1 + m"), theta, c("m", "y"))
mixed_case("path_correlated", "Ordinal outcomes with correlated residuals",
           lines("m ~ x1 + x2", "y ~ x1", "u ~ x2", "m ~~ y + u", "y ~~ u"), list(), c("m", "y", "u"))
mixed_case("probit", "Ordered probit regression: df = 0", "y ~ x1 + x2", list(), "y")
mixed_case("saturated", "Polychoric correlations: df = 0",
           lines("m ~~ y + u", "y ~~ u"), list(), c("m", "y", "u"))

# Awkward tables
k <- items("k", 2:7)
ordinal_case("categories", "Two to seven categories", "cfa", measured_by("f", k), "categories.csv", k)
ordinal_case("categories_theta", "Two to seven categories, theta", "cfa", measured_by("f", k),
             "categories.csv", k, theta)
k10 <- c("k3", "k5", "k7", "k10")
ordinal_case("ten_categories", "An item of ten categories", "cfa", measured_by("f", k10),
             "categories.csv", k10)
s <- items("s", 1:5)
ordinal_case("sparse", "Skewed items, empty cells", "cfa", measured_by("f", s), "categories.csv", s)
ordinal_case("sparse_wls", "Skewed items, empty cells, WLS", "cfa", measured_by("f", s),
             "categories.csv", s, list(estimator = "WLS"))
e <- items("e", 1:4)
ordinal_case("empty_cell", "A 2x2 table with an empty cell", "cfa", measured_by("f", e),
             "categories.csv", e)

# Weights
two_factors <- lines("F1 =~ q1 + q2 + q3 + q4", "F2 =~ q5 + q6 + q7 + q8")
mixed_case("weights", "Sampling weights", two_factors, list(sampling.weights = "w"),
           items("q", 1:8), "cfa")
mixed_case("weights_theta", "Sampling weights, theta", two_factors,
           c(list(sampling.weights = "w"), theta), items("q", 1:8), "cfa")
mixed_case("weights_mimic", "Sampling weights, mixed, covariates",
           lines(two, "F1 + F3 ~ x1 + x2"), list(sampling.weights = "w"), q4)

# Large
traits <- c("A", "C", "E", "N", "O")
big_five <- sapply(traits, function(f) measured_by(f, items(f, 1:5)))
bfi <- unlist(lapply(traits, items, 1:5), use.names = FALSE)
ordinal_case("bfi_wlsmv", "Big five", "cfa", lines(big_five), "responses.csv", bfi, gauss_newton = TRUE)
ordinal_case("bfi_dwls", "Big five, DWLS", "cfa", lines(big_five), "responses.csv", bfi,
             list(estimator = "DWLS"), gauss_newton = TRUE)
fifty <- sapply(1:10, function(j) measured_by(paste0("f", j), items("i", (j - 1) * 5 + 1:5)))
ordinal_case("large50_wlsmv", "Ten factors, fifty items", "cfa", lines(fifty), "large50_likert.csv",
             items("i", 1:50), gauss_newton = TRUE)
