# Ordinal and mixed items in several groups.  Run from tests/reference:
#   REFERENCE_OUT=full_group_ordinal Rscript R/group_ordinal_cases.R [id ...]
#   python slim.py full_group_ordinal group_ordinal
ONLY <- commandArgs(TRUE)
source("R/dump.R")

# One case; `args` are lavaan's own options, `ordered` and `group` among them.
group_case <- function(id, title, fun, model, data, ordered, group, args = list()) {
  if (length(ONLY) > 0 && !(id %in% ONLY)) return(invisible(NULL))
  if (is.null(args$estimator)) args$estimator <- "WLSMV"
  args$ordered <- ordered
  args$group <- group
  tryCatch({
    polished <- polished_fit(fun, model, c(list(data = read_answers(data)), args))
    fit <- polished$fit
    record <- list(
      id = id, title = title, data = data, model = model,
      lavaan_call = list(fun = fun, args = replace(args, "ordered", list(I(ordered)))),
      labels = I(lavInspect(fit, "group.label")), n_obs = I(lavInspect(fit, "nobs")),
      gradient_max = polished$gradient_max, parameters = grouped_rows(fit),
      fit_measures = measures_of(fit), r_squared = unname(lapply(lavInspect(fit, "rsquare"), as.list)),
      residuals = unname(lapply(residuals(fit, type = "cor.bollen"), response_moments)))
    write_json(record, file.path(OUT, paste0(id, ".json")), digits = NA, auto_unbox = TRUE,
               na = "null", null = "null", dataframe = "rows", pretty = FALSE)
    cat(sprintf("%-28s npar=%d df=%g chisq=%.6f gradient %.0e (lavaan's own stop %.0e, off by %.0e)\n",
                id, record$fit_measures$npar, record$fit_measures$df, record$fit_measures$chisq,
                polished$gradient_max, polished$default_gradient_max, polished$default_distance))
  }, error = function(e) cat(sprintf("%-28s FAILED: %s\n", id, conditionMessage(e))))
}

# Measures of fit, the shifts of the scaled and shifted statistics, and the robust CFI, TLI and RNI
# with the expectation of the baseline distance put right: lavaan 0.6-14 divides the Gamma of each
# group by the group's share there, and forgets to weigh by it (its own value stands next to them).
measures_of <- function(fit) {
  measures <- as.list(unclass(quietly(fitMeasures(fit))))
  shift <- function(tests) unlist(lapply(tests, function(test) test$shift.parameter))
  measures$chisq.shift.parameter <- unname(shift(lavInspect(fit, "test")))
  measures$baseline.chisq.shift.parameter <- unname(shift(fit@baseline$test))
  if (!is.null(measures$cfi.robust) && is.finite(measures$cfi.robust)) {
    r <- lavaan:::lav_fit_catml_dwls(fit)
    expected <- sum(sapply(seq_along(lavInspect(fit, "nobs")), function(g) {
      p <- nrow(lavInspect(fit, "sampstat")[[g]]$cov)
      gamma <- diag(lavInspect(fit, "gamma")[[g]])
      sum(tail(gamma, p * (p - 1) / 2))
    }))
    model <- r$XX3 - r$c.hat3 * r$df3
    of <- function(at) {
      baseline <- r$XX3.null - at
      rni <- 1 - model / baseline
      list(cfi = 1 - max(model, 0) / max(model, baseline, 0), rni = rni,
           tli = 1 - (1 - rni) * r$df3.null / r$df3)
    }
    lavaans <- of(r$c.hat3.null * r$df3.null)
    stopifnot(abs(lavaans$cfi - measures$cfi.robust) < 1e-8,
              abs(lavaans$tli - measures$tli.robust) < 1e-8)
    right <- of(expected)
    measures$lavaan.cfi.robust <- measures$cfi.robust
    measures$cfi.robust <- right$cfi
    measures$rni.robust <- right$rni
    measures$tli.robust <- measures$nnfi.robust <- right$tli
  }
  Filter(Negate(is.null), measures)
}

lines <- function(...) paste(c(...), collapse = "\n")
items <- function(prefix, numbers) paste0(prefix, numbers)
q <- items("q", 1:12)
q3 <- lines("F1 =~ q1 + q2 + q3 + q4", "F2 =~ q5 + q6 + q7 + q8", "F3 =~ q9 + q10 + q11 + q12")
likert <- function(id, title, args = list(), model = q3, fun = "cfa", data = "likert.csv")
  group_case(id, title, fun, model, data, q, "group", args)
equal <- function(...) list(group.equal = I(c(...)))
both <- equal("thresholds", "loadings")
theta <- list(parameterization = "theta")

# Levels of invariance, both parameterizations
likert("configural", "Two groups, nothing equal")
likert("loadings", "Equal loadings", equal("loadings"))
likert("thresholds", "Equal thresholds", equal("thresholds"))
likert("thresholds_loadings", "Equal thresholds and loadings", both)
likert("means", "Equal thresholds, loadings and means", equal("thresholds", "loadings", "means"))
likert("theta_configural", "Nothing equal, theta", theta)
likert("theta_thresholds", "Equal thresholds, theta", c(equal("thresholds"), theta))
likert("theta_both", "Equal thresholds and loadings, theta", c(both, theta))
likert("theta_strict", "Equal residual variances too, theta",
       c(equal("thresholds", "loadings", "residuals"), theta))
likert("stdlv", "Variances of the first group fixed at 1", c(both, list(std.lv = TRUE)))

# Misfit, estimators
one <- paste("f =~", paste(q, collapse = " + "))
likert("misfit", "One factor", model = one)
for (e in c("WLSM", "WLSMVS", "DWLS", "WLS", "ULS", "ULSMV"))
  likert(paste0("both_", tolower(e)), paste0("Equal thresholds and loadings, ", e),
         c(both, list(estimator = e)))
likert("configural_ulsmv", "Nothing equal, ULSMV, one factor", list(estimator = "ULSMV"), one)
likert("standard_errors", "Equal loadings, one factor, standard errors",
       c(equal("loadings"), list(estimator = "DWLS")), one)

# Partial equality, labels, constraints, regressions
likert("partial", "Two exceptions", c(both, list(group.partial = I(c("F1=~q2", "q6|t2")))))
likert("labels", "Labels in some groups, a function of them", model = lines(
  "F1 =~ q1 + c(a, a)*q2 + c(b1, b2)*q3 + q4", "F2 =~ q5 + q6 + q7 + q8",
  "F3 =~ q9 + q10 + q11 + q12", "q5 | c(t, t)*t2", "gap := b1 - b2"))
likert("scale", "A fixed scale in one group", model = lines(q3, "q2 ~*~ c(1, 0.9)*q2"))
likert("constraint", "A linear constraint across groups", model = lines(
  "F1 =~ q1 + c(a1, a2)*q2 + q3 + q4", "F2 =~ q5 + q6 + q7 + q8", "F3 =~ q9 + q10 + q11 + q12",
  "a1 == a2 + 0.1"))
likert("regressions", "Regressions of factors, equal", equal("thresholds", "loadings", "regressions"),
       lines(q3, "F2 ~ F1", "F3 ~ F2 + F1"), "sem")
likert("pairwise", "Missing answers, pairwise", c(both, list(missing = "pairwise")),
       data = "likert_missing.csv")

# Three groups, continuous indicators, covariates, weights
two <- lines("F1 =~ q1 + q2 + q3 + q4", "F2 =~ q5 + q6 + q7 + q8")
mixed <- lines("F1 =~ q1 + q2 + q3 + q4", "F3 =~ c1 + c2 + c3")
q4 <- items("q", 1:4)
group_case("three", "Three groups, nothing equal", "cfa", two, "mixed.csv", items("q", 1:8), "u")
group_case("three_both", "Three groups, equal thresholds and loadings", "cfa", two, "mixed.csv",
           items("q", 1:8), "u", both)
group_case("mixed", "Four Likert items, three continuous", "cfa", mixed, "mixed.csv", q4, "x2")
group_case("mixed_equal", "The same, loadings, thresholds and intercepts equal", "cfa", mixed,
           "mixed.csv", q4, "x2", equal("loadings", "thresholds", "intercepts"))
group_case("mixed_theta", "The same, theta", "cfa", mixed, "mixed.csv", q4, "x2",
           c(equal("loadings", "thresholds", "intercepts"), theta))
group_case("covariate", "A covariate", "sem", lines(two, "F1 + F2 ~ x1"), "mixed.csv",
           items("q", 1:8), "x2")
group_case("covariate_both", "A covariate, thresholds and loadings equal", "sem",
           lines(two, "F1 + F2 ~ x1", "q3 ~ x1"), "mixed.csv", items("q", 1:8), "x2", both)
group_case("weights", "Sampling weights", "cfa", two, "mixed.csv", items("q", 1:8), "x2",
           c(both, list(sampling.weights = "w", sampling.weights.normalization = "group")))
group_case("mediator_theta", "An ordinal mediator, theta", "sem",
           lines("F1 =~ q1 + q2 + q3 + q4", "m ~ F1", "y ~ m + F1"), "mixed.csv", c(q4, "m", "y"),
           "x2", theta)
