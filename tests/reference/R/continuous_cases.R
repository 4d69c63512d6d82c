# lavaan reference numbers, continuous complete data: every estimator besides plain ML; robust errors
# and tests, first-order and observed information, means, given and random covariates, constraints.
# Run from tests/reference:  REFERENCE_OUT=full_continuous Rscript R/continuous_cases.R [id ...]
ONLY <- commandArgs(TRUE)
source("R/dump.R")

# One case; `args` are lavaan's own options.  Tests of the residuals stand beside the others.
case <- function(id, title, fun, model, data, args = list(), gauss_newton = FALSE) {
  if (length(ONLY) > 0 && !(id %in% ONLY)) return(invisible(NULL))
  began <- proc.time()[[3]]
  tryCatch({
    polished <- polished_fit(fun, model, c(list(data = read_answers(data)), args), gauss_newton)
    fit <- polished$fit
    record <- list(
      id = id, title = title, data = data, covariance_input = FALSE, means = NULL, model = model,
      lavaan_call = list(fun = fun, args = args), n_obs = lavInspect(fit, "ntotal"),
      gradient_max = polished$gradient_max, default_gradient_max = polished$default_gradient_max,
      default_distance = polished$default_distance,
      parameters = parameter_rows(fit), vcov = vcov_rows(fit), fit_measures = measures_of(fit),
      r_squared = as.list(lavInspect(fit, "rsquare")), residuals = residual_tables(fit),
      modification_indices = index_rows(fit))
    write_json(record, file.path(OUT, paste0(id, ".json")), digits = NA, auto_unbox = TRUE,
               na = "null", null = "null", dataframe = "rows", pretty = FALSE)
    cat(sprintf("%-28s n=%d npar=%d df=%g chisq=%.6f gradient %.0e (lavaan's own stop %.0e, off by %.0e) %.0fs\n",
                id, record$n_obs, record$fit_measures$npar, record$fit_measures$df,
                record$fit_measures$chisq, polished$gradient_max, polished$default_gradient_max,
                polished$default_distance, proc.time()[[3]] - began))
  }, error = function(e) cat(sprintf("%-28s FAILED: %s\n", id, conditionMessage(e))))
}

lines <- function(...) paste(c(...), collapse = "\n")
hs3 <- lines("visual  =~ x1 + x2 + x3", "textual =~ x4 + x5 + x6", "speed   =~ x7 + x8 + x9")
hs <- function(id, title, ..., model = hs3, fun = "cfa")
  case(paste0("hs_", id), title, fun, model, "hs.csv", list(...))

# Estimators
for (e in c("MLM", "MLMV", "MLMVS", "MLR", "MLF", "GLS", "ULS", "ULSM", "ULSMV", "ULSMVS", "WLS",
            "DWLS", "WLSM", "WLSMV", "WLSMVS"))
  hs(tolower(e), paste0("Three factors, ", e), estimator = e)
for (e in c("MLM", "MLMV", "MLR", "MLF", "GLS", "ULS", "ULSMV", "WLS", "DWLS", "WLSMV"))
  hs(paste0(tolower(e), "_means"), paste0("Three factors, mean structure, ", e), estimator = e,
     meanstructure = TRUE)

# Errors, tests and information asked for one by one
hs("ml_robust", "Robust errors, plain test", se = "robust")
hs("ml_huber_white", "Errors of Huber and White, plain test", se = "robust.huber.white")
hs("ml_first_order", "First-order information", information = "first.order")
hs("ml_observed_h1", "Observed information of the saturated model", information = "observed",
   observed.information = "h1")
hs("ml_satorra_bentler", "Plain errors, test of Satorra and Bentler", test = "satorra.bentler")
hs("ml_yuan_bentler", "Plain errors, test of Yuan and Bentler", test = "yuan.bentler",
   information = "observed")
hs("ml_yuan_bentler_expected", "Test of Yuan and Bentler, expected information",
   test = "yuan.bentler")
hs("ml_yuan_bentler_mplus", "Plain errors, test of Yuan and Bentler as in Mplus",
   test = "yuan.bentler.mplus")
hs("ml_scaled_shifted", "Plain errors, scaled and shifted test", test = "scaled.shifted")
hs("mlr_expected", "MLR with expected information", estimator = "MLR", information = "expected")
hs("mlr_observed_h1", "MLR with observed information of the saturated model", estimator = "MLR",
   observed.information = "h1")
hs("mlr_standard", "MLR with plain errors", estimator = "MLR", se = "standard")
hs("mlr_wishart", "MLR, divisor n - 1", estimator = "MLR", likelihood = "wishart")
hs("mlm_wishart", "MLM, divisor n - 1", estimator = "MLM", likelihood = "wishart")
hs("gls_observed", "GLS with observed information", estimator = "GLS", information = "observed")

# Covariates, structure, constraints
mimic <- lines(hs3, "visual + textual + speed ~ sex + ageyr")
for (e in c("MLM", "MLMV", "MLR", "MLF", "GLS", "ULS", "ULSMV", "WLS", "DWLS", "WLSMV"))
  hs(paste0("mimic_", tolower(e)), paste0("Factors on two given covariates, ", e), estimator = e,
     model = mimic, fun = "sem")
hs("mimic_mlr_means", "Factors on two given covariates, mean structure, MLR", estimator = "MLR",
   meanstructure = TRUE, model = mimic, fun = "sem")
hs("mimic_mlm_means", "Factors on two given covariates, mean structure, MLM", estimator = "MLM",
   meanstructure = TRUE, model = mimic, fun = "sem")
for (e in c("MLM", "MLMV", "MLR", "ULSMV", "WLS"))
  hs(paste0("mimic_random_", tolower(e)), paste0("Factors on two random covariates, ", e),
     estimator = e, fixed.x = FALSE, model = mimic, fun = "sem")
path <- lines("x1 ~ ageyr + sex", "x4 ~ x1 + ageyr", "x7 ~ x4 + x1")
for (e in c("MLM", "MLR", "WLS"))
  hs(paste0("path_", tolower(e)), paste0("Path model, covariates given, ", e), estimator = e,
     model = path, fun = "sem")
equal <- lines("visual =~ x1 + a*x2 + a*x3", "textual =~ x4 + b*x5 + b*x6",
               "speed =~ x7 + c*x8 + d*x9", "c == 1.1*d", "ratio := a/b")
for (e in c("MLM", "MLMV", "MLR", "MLF", "GLS", "ULSMV", "WLS", "WLSMV"))
  hs(paste0("equal_", tolower(e)), paste0("Equal loadings, a constraint, a ratio, ", e),
     estimator = e, model = equal)
for (e in c("MLM", "MLR", "GLS", "ULSMV"))
  hs(paste0("second_order_", tolower(e)), paste0("Second-order factor, ", e), estimator = e,
     model = lines(hs3, "g =~ visual + textual + speed"))
hs("stdlv_mlr", "Factor variances fixed at 1, MLR", estimator = "MLR", std.lv = TRUE)
hs("saturated_mlr", "df = 0, MLR", estimator = "MLR", model = "x1 ~~ x2 + x3\nx2 ~~ x3")
hs("tau_means_mlm", "Equal and fixed intercepts, MLM", estimator = "MLM", meanstructure = TRUE,
   model = lines(hs3, "x3 ~ i*1", "x6 ~ i*1", "x5 ~ 4.3*1"))
hs("tau_means_mlr", "Equal and fixed intercepts, MLR", estimator = "MLR", meanstructure = TRUE,
   model = lines(hs3, "x3 ~ i*1", "x6 ~ i*1", "x5 ~ 4.3*1"))
hs("tau_means_gls", "Equal and fixed intercepts, GLS", estimator = "GLS", meanstructure = TRUE,
   model = lines(hs3, "x3 ~ i*1", "x6 ~ i*1", "x5 ~ 4.3*1"))
hs("tau_means_wls", "Equal and fixed intercepts, WLS", estimator = "WLS", meanstructure = TRUE,
   model = lines(hs3, "x3 ~ i*1", "x6 ~ i*1", "x5 ~ 4.3*1"))
hs("tau_means_ulsmv", "Equal and fixed intercepts, ULSMV", estimator = "ULSMV",
   meanstructure = TRUE, model = lines(hs3, "x3 ~ i*1", "x6 ~ i*1", "x5 ~ 4.3*1"))
for (fixed in c(TRUE, FALSE))
  hs(paste0("mimic_", if (fixed) "" else "random_", "ml_yuan_bentler"),
     paste("Yuan-Bentler test, two covariates", if (fixed) "given" else "random"),
     test = "yuan.bentler", information = "observed", fixed.x = fixed, model = mimic, fun = "sem")
hs("tau_means_ml_yuan_bentler", "Yuan-Bentler test, equal and fixed intercepts",
   test = "yuan.bentler", information = "observed", meanstructure = TRUE,
   model = lines(hs3, "x3 ~ i*1", "x6 ~ i*1", "x5 ~ 4.3*1"))

poldem <- lines("ind60 =~ x1 + x2 + x3", "dem60 =~ y1 + y2 + y3 + y4", "dem65 =~ y5 + y6 + y7 + y8",
                "dem60 ~ ind60", "dem65 ~ ind60 + dem60", "y1 ~~ y5", "y2 ~~ y4 + y6", "y3 ~~ y7",
                "y4 ~~ y8", "y6 ~~ y8")
for (e in c("MLM", "MLR", "GLS", "ULSMV"))
  case(paste0("poldem_", tolower(e)), paste0("Structural model, ", e), "sem", poldem, "poldem.csv",
       list(estimator = e))
mediation <- lines("FX =~ x1 + x2 + x3", "M1 =~ m1 + m2 + m3", "M2 =~ k1 + k2 + k3",
  "FY =~ y1 + y2 + y3", "M1 ~ a1*FX", "M2 ~ a2*FX + d*M1", "FY ~ c*FX + b1*M1 + b2*M2",
  "ind1 := a1*b1", "ind2 := a2*b2", "ind12 := a1*d*b2", "total := c + a1*b1 + a2*b2 + a1*d*b2")
for (e in c("MLR", "MLM", "WLS"))
  case(paste0("latent_mediation_", tolower(e)), paste0("Mediation between latent variables, ", e),
       "sem", mediation, "latent_mediation.csv", list(estimator = e))
growth <- lines("i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4", "s =~ 0*t1 + 1*t2 + 2*t3 + 3*t4", "i ~ x1 + x2",
                "s ~ x1 + x2", "t1 ~ c1", "t2 ~ c2", "t3 ~ c3", "t4 ~ c4")
for (e in c("MLM", "MLR"))
  case(paste0("growth_", tolower(e)), paste0("Growth with covariates, ", e), "growth", growth,
       "demo_growth.csv", list(estimator = e))
big_five <- sapply(c("A", "C", "E", "N", "O"), function(f) paste(f, "=~", paste0(f, 1:5, collapse = " + ")))
for (e in c("MLM", "MLR", "MLMV", "DWLS", "GLS", "ULSMV"))
  case(paste0("bfi_", tolower(e)), paste0("Big five, ", e), "cfa", lines(big_five), "responses.csv",
       list(estimator = e), gauss_newton = e %in% c("DWLS", "ULSMV"))
likert <- lines("F1 =~ q1 + q2 + q3 + q4", "F2 =~ q5 + q6 + q7 + q8", "F3 =~ q9 + q10 + q11 + q12")
for (e in c("MLR", "WLSMV"))
  case(paste0("likert_", tolower(e)), paste0("12 Likert items as numbers, ", e), "cfa", likert,
       "likert.csv", list(estimator = e))
