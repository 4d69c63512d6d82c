# Continuous variables in several groups: least squares, and tests of the residuals of any estimator.
# Run from tests/reference:
#   REFERENCE_OUT=full_group_continuous Rscript R/group_continuous_cases.R [id ...]
#   python slim.py full_group_continuous group_continuous
ONLY <- commandArgs(TRUE)
source("R/dump.R")

# One case; `args` are lavaan's own options, `group` among them.
group_case <- function(id, title, fun, model, data, group, args = list()) {
  if (length(ONLY) > 0 && !(id %in% ONLY)) return(invisible(NULL))
  args$group <- group
  tryCatch({
    polished <- polished_fit(fun, model, c(list(data = answers_of(data, group)), args))
    fit <- polished$fit
    record <- list(
      id = id, title = title, data = data, model = model,
      lavaan_call = list(fun = fun, args = args),
      labels = I(lavInspect(fit, "group.label")), n_obs = I(lavInspect(fit, "nobs")),
      gradient_max = polished$gradient_max, parameters = grouped_rows(fit),
      fit_measures = measures_of(fit), r_squared = unname(lapply(lavInspect(fit, "rsquare"), as.list)),
      residuals = unname(lapply(residuals(fit, type = "cor.bollen"), response_moments)),
      modification_indices = index_rows(fit))
    write_json(record, file.path(OUT, paste0(id, ".json")), digits = NA, auto_unbox = TRUE,
               na = "null", null = "null", dataframe = "rows", pretty = FALSE)
    cat(sprintf("%-28s npar=%d df=%g chisq=%.6f gradient %.0e (lavaan's own stop %.0e, off by %.0e)\n",
                id, record$fit_measures$npar, record$fit_measures$df, record$fit_measures$chisq,
                polished$gradient_max, polished$default_gradient_max, polished$default_distance))
  }, error = function(e) cat(sprintf("%-28s FAILED: %s\n", id, conditionMessage(e))))
}

# Respondents who say which group they belong to.
answers_of <- function(file, group) {
  table <- read_answers(file)
  table[!is.na(table[[group]]), ]
}

lines <- function(...) paste(c(...), collapse = "\n")
equal <- function(...) list(group.equal = I(c(...)))
hs3 <- lines("visual  =~ x1 + x2 + x3", "textual =~ x4 + x5 + x6", "speed   =~ x7 + x8 + x9")
hs <- function(id, title, e, args = list(), model = hs3, fun = "cfa")
  group_case(paste0("hs_", id, "_", tolower(e)), paste0(title, ", ", e), fun, model, "hs.csv",
             "school", c(list(estimator = e), args))

# Levels of invariance, every estimator
for (e in c("GLS", "ULS", "ULSM", "ULSMV", "ULSMVS", "WLS", "DWLS", "WLSM", "WLSMV", "WLSMVS"))
  hs("metric", "Equal loadings", e, equal("loadings"))
for (e in c("GLS", "ULSMV", "WLS", "DWLS", "WLSMV"))
  hs("configural", "Nothing equal", e)
for (e in c("GLS", "ULS", "ULSM", "WLS", "DWLS", "WLSMV"))
  hs("scalar", "Equal loadings and intercepts", e, equal("loadings", "intercepts"))
for (e in c("GLS", "WLSM", "ULSMV"))
  hs("strict", "Equal residual variances too", e, equal("loadings", "intercepts", "residuals"))

# Exceptions, scales, labels, a constraint; no means; one factor; covariates; errors, tests
for (e in c("GLS", "WLSMV")) {
  hs("partial", "Two exceptions", e,
     c(equal("loadings", "intercepts"), list(group.partial = I(c("x3~1", "x7~1")))))
  hs("stdlv", "Variances of the first group fixed at 1", e, c(equal("loadings"), list(std.lv = TRUE)))
  hs("labels", "Labels in some groups, a constraint, a function", e, model = lines(
    "visual =~ x1 + c(a, a)*x2 + c(b1, b2)*x3", "textual =~ x4 + c(c1, c2)*x5 + x6",
    "speed =~ x7 + x8 + x9", "c1 == c2 + 0.1", "gap := b1 - b2"))
  hs("nomeans", "No mean structure", e, c(equal("loadings"), list(meanstructure = FALSE)))
  hs("onefactor", "One factor", e, equal("loadings"), paste("g =~", paste0("x", 1:9, collapse = " + ")))
}
for (e in c("GLS", "ULSMV", "WLSMV"))
  hs("mimic", "Factors on two covariates, loadings equal", e, equal("loadings"),
     lines(hs3, "visual + textual + speed ~ sex + ageyr"), "sem")
for (e in c("GLS", "WLSM"))
  hs("path", "Equal regressions", e, equal("regressions"),
     lines("x1 ~ ageyr + sex", "x4 ~ x1 + ageyr", "x7 ~ x4 + x1"), "sem")
hs("plain_errors", "Errors not robust", "WLSMV", c(equal("loadings"), list(se = "standard")))
hs("robust_errors", "Robust errors", "ULS", c(equal("loadings"), list(se = "robust.sem")))
hs("scaled", "Errors not robust, test of Satorra and Bentler", "DWLS",
   c(equal("loadings"), list(test = "satorra.bentler")))
hs("observed", "Observed information", "GLS", c(equal("loadings"), list(information = "observed")))

# Tests of the residuals of maximum likelihood
for (e in c("ML", "MLM", "MLR"))
  hs("residual_tests", "Equal loadings and intercepts", e, equal("loadings", "intercepts"))
hs("residual_tests_nomeans", "Equal loadings, no mean structure", "ML",
   c(equal("loadings"), list(meanstructure = FALSE)))

# Two traits of the big five by gender
two <- lines("A =~ A1 + A2 + A3 + A4 + A5", "N =~ N1 + N2 + N3 + N4 + N5")
for (e in c("GLS", "ULSMV", "WLS", "WLSMV"))
  group_case(paste0("bfi_scalar_", tolower(e)), paste0("Two traits by gender, ", e), "cfa", two,
             "responses.csv", "gender", c(list(estimator = e), equal("loadings", "intercepts")))

# Three groups
for (e in c("GLS", "WLS", "WLSMV"))
  group_case(paste0("three_", tolower(e)), paste0("Three groups, everything measured alike, ", e),
             "cfa", "F3 =~ c1 + c2 + c3", "mixed.csv", "u",
             c(list(estimator = e), equal("loadings", "intercepts")))

# Differences of nested models (lavTestLRT), where lavaan's own searches stop; written as compared
if (length(ONLY) == 0 || "differences" %in% ONLY) {
  data <- answers_of("hs.csv", "school")
  fit_of <- function(e, equal) quietly(cfa(hs3, data, group = "school", estimator = e, group.equal = equal))
  pairs <- lapply(c("GLS", "WLS", "ULSM", "WLSM", "ULSMV", "WLSMV"), function(e) {
    metric <- fit_of(e, "loadings")
    scalar <- fit_of(e, c("loadings", "intercepts"))
    table <- quietly(lavTestLRT(metric, scalar))
    list(estimator = e, chisq = table[["Chisq diff"]][2], df = table[["Df diff"]][2],
         pvalue = table[["Pr(>Chisq)"]][2])
  })
  write_json(pairs, "group_continuous_differences.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
  print(do.call(rbind, lapply(pairs, as.data.frame)))
}
