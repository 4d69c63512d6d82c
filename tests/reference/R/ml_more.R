# Maximum likelihood, one group: covariance input, published matrices, labels and constraints,
# ways to scale a latent variable, presets and their switches, means, fixed covariates, saturation.
# Run from tests/reference:  Rscript R/ml_more.R [id ...]
ONLY <- commandArgs(TRUE)
source("R/dump.R")

lines <- function(...) paste(c(...), collapse = "\n")
hs3 <- lines("visual  =~ x1 + x2 + x3", "textual =~ x4 + x5 + x6", "speed   =~ x7 + x8 + x9")
poldem <- lines("ind60 =~ x1 + x2 + x3", "dem60 =~ y1 + y2 + y3 + y4", "dem65 =~ y5 + y6 + y7 + y8",
                "dem60 ~ ind60", "dem65 ~ ind60 + dem60",
                "y1 ~~ y5", "y2 ~~ y4 + y6", "y3 ~~ y7", "y4 ~~ y8", "y6 ~~ y8")
linear <- lines("i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4", "s =~ 0*t1 + 1*t2 + 2*t3 + 3*t4")

# Covariance matrices
reference_case("poldem_cov", "Political democracy from its covariance matrix", "sem", poldem,
               "poldem_cov.csv", n_obs = 75)
reference_case("poldem_cov_wishart", "The same, divisor n - 1", "sem", poldem, "poldem_cov.csv",
               list(likelihood = "wishart"), n_obs = 75)
reference_case("poldem_cov_means", "The same with means", "sem", poldem, "poldem_cov.csv",
               list(meanstructure = TRUE), n_obs = 75,
               means = unname(colMeans(read_answers("poldem.csv"))))
alienation <- lines("alien67 =~ anomia67 + powerless67", "alien71 =~ anomia71 + powerless71",
                    "ses =~ education + sei", "alien67 ~ ses", "alien71 ~ alien67 + ses",
                    "anomia67 ~~ anomia71", "powerless67 ~~ powerless71")
reference_case("wheaton_stability", "Stability of alienation (published covariances)", "sem",
               alienation, "wheaton_cov.csv", n_obs = 932)
reference_case("wheaton_labels", "Stability of alienation, invariant loadings and residuals", "sem",
  lines("alien67 =~ anomia67 + l*powerless67", "alien71 =~ anomia71 + l*powerless71",
        "ses =~ education + sei", "alien67 ~ ses", "alien71 ~ alien67 + ses",
        "anomia67 ~~ ta*anomia67", "anomia71 ~~ ta*anomia71", "powerless67 ~~ tp*powerless67",
        "powerless71 ~~ tp*powerless71", "anomia67 ~~ anomia71", "powerless67 ~~ powerless71"),
  "wheaton_cov.csv", n_obs = 932)
reference_case("duncan_peers", "Peer influences, feedback loop (published correlations)", "sem",
  lines("r_amb =~ r_occasp + r_edasp", "f_amb =~ f_occasp + f_edasp",
        "r_amb ~ r_parasp + r_iq + r_ses + f_ses + f_amb",
        "f_amb ~ f_parasp + f_iq + f_ses + r_ses + r_amb", "r_amb ~~ f_amb"),
  "duncan_cov.csv", n_obs = 329)
reference_case("duncan_peers_random", "Peer influences, covariates random", "sem",
  lines("r_amb =~ r_occasp + r_edasp", "f_amb =~ f_occasp + f_edasp",
        "r_amb ~ r_parasp + r_iq + r_ses + f_ses + f_amb",
        "f_amb ~ f_parasp + f_iq + f_ses + r_ses + r_amb"),
  "duncan_cov.csv", list(fixed.x = FALSE), n_obs = 329)
reference_case("illness_path", "Illness: variances from 45 to 390,000 (published)", "sem",
  lines("fitness ~ exercise", "stress ~ hardy", "illness ~ fitness + stress"), "illness_cov.csv",
  n_obs = 373)
reference_case("illness_path_random", "Illness, covariates random", "sem",
  lines("fitness ~ exercise", "stress ~ hardy", "illness ~ fitness + stress"), "illness_cov.csv",
  list(fixed.x = FALSE), n_obs = 373)

# Fixed parameters, labels, constraints
reference_case("hs_fixed", "Fixed loadings, covariance and residual variance", "cfa",
  lines("visual =~ NA*x1 + 0.6*x2 + x3", "textual =~ x4 + 1.1*x5 + x6", "speed =~ x7 + x8 + x9",
        "visual ~~ 0.8*visual", "visual ~~ 0*speed", "x9 ~~ 0.55*x9"), "hs.csv")
reference_case("hs_fixed_means", "Fixed and free means", "cfa",
  lines(hs3, "x1 + x4 + x7 ~ 0*1", "visual + textual + speed ~ 1", "x2 ~ 2.5*1"), "hs.csv")
reference_case("hs_labels", "Equal loadings and residual variances by label", "cfa",
  lines("visual =~ x1 + a*x2 + a*x3", "textual =~ x4 + b*x5 + b*x6", "speed =~ x7 + c*x8 + x9",
        "x7 ~~ r*x7", "x8 ~~ r*x8", "x9 ~~ r*x9"), "hs.csv")
reference_case("hs_equal_modifier", "equal() modifier", "cfa",
  lines("visual =~ x1 + x2 + equal(\"visual=~x2\")*x3", "textual =~ x4 + x5 + x6",
        "speed =~ x7 + x8 + x9"), "hs.csv")
reference_case("hs_equality", "Equality of labels by ==", "cfa",
  lines("visual =~ x1 + a*x2 + b*x3", "textual =~ x4 + c*x5 + d*x6", "speed =~ x7 + x8 + x9",
        "a == b", "c == d"), "hs.csv")
reference_case("hs_linear_constraints", "Linear constraints with constants", "cfa",
  lines("visual =~ x1 + a*x2 + b*x3", "textual =~ x4 + c*x5 + d*x6", "speed =~ x7 + e*x8 + x9",
        "visual ~~ v*visual", "a + b == 1.3", "c == 2*d - 0.8*e", "difference := a - b",
        "ratio := c/d"), "hs.csv")
reference_case("hs_tau_equivalent", "Essentially tau-equivalent and parallel tests", "cfa",
  lines("visual =~ a*x1 + a*x2 + a*x3", "textual =~ b*x4 + b*x5 + b*x6", "x4 ~~ t*x4", "x5 ~~ t*x5",
        "x6 ~~ t*x6"), "hs.csv", list(std.lv = TRUE))
reference_case("poldem_functions", "Defined parameters with functions", "sem",
  lines("ind60 =~ x1 + x2 + x3", "dem60 =~ y1 + y2 + y3 + y4", "dem65 =~ y5 + y6 + y7 + y8",
        "dem60 ~ p1*ind60", "dem65 ~ p2*ind60 + p3*dem60", "ind60 ~~ v*ind60",
        "indirect := p1*p3", "total := indirect + p2", "share := indirect/total",
        "scale := sqrt(v)", "growth := exp(p2) - 1", "power := p3^2"), "poldem.csv")

reference_case("hs_constraint_fixes", "A label set to a number by ==, start values", "cfa",
  lines("visual =~ x1 + start(0.6)*x2 + b*x3", "textual =~ x4 + x5 + start(0.9)*x6",
        "speed =~ x7 + x8 + x9", "visual ~~ c*speed", "x1 ~~ t*x1", "b == 0.7", "c == 0",
        "t == 0.6"), "hs.csv")

# Ways to scale a latent variable
reference_case("hs_effect_coding", "Effect coding", "cfa", hs3, "hs.csv", list(effect.coding = TRUE))
reference_case("hs_effect_coding_means", "Effect coding with means", "cfa", hs3, "hs.csv",
               list(effect.coding = TRUE, meanstructure = TRUE))
reference_case("poldem_effect_coding", "Effect coding in a structural model", "sem", poldem,
               "poldem.csv", list(effect.coding = TRUE))
reference_case("poldem_stdlv", "Disturbances fixed at 1", "sem", poldem, "poldem.csv",
               list(std.lv = TRUE))
reference_case("hs_second_order_stdlv", "Second-order factor, variances fixed at 1", "cfa",
  lines(hs3, "g =~ visual + textual + speed"), "hs.csv", list(std.lv = TRUE))

# Presets and single switches
reference_case("bare_full", "lavaan(): everything written out", "lavaan",
  lines("visual =~ 1*x1 + x2 + x3", "textual =~ 1*x4 + x5 + x6", "visual ~~ visual + textual",
        "textual ~~ textual", "x1 ~~ x1", "x2 ~~ x2", "x3 ~~ x3", "x4 ~~ x4", "x5 ~~ x5",
        "x6 ~~ x6"), "hs.csv")
reference_case("bare_uncorrelated", "lavaan(): what is not written is zero", "lavaan",
  lines("visual =~ 1*x1 + x2 + x3", "textual =~ 1*x4 + x5 + x6", "visual ~~ visual",
        "textual ~~ textual", "x1 ~~ x1", "x2 ~~ x2", "x3 ~~ x3", "x4 ~~ x4", "x5 ~~ x5",
        "x6 ~~ x6"), "hs.csv")
reference_case("bare_switches", "lavaan() with single switches", "lavaan", hs3, "hs.csv",
  list(auto.fix.first = TRUE, auto.var = TRUE, auto.cov.lv.x = TRUE))
reference_case("bare_growth", "lavaan() with the intercept switches of growth()", "lavaan", linear,
  "demo_growth.csv",
  list(meanstructure = TRUE, int.ov.free = FALSE, int.lv.free = TRUE, auto.var = TRUE,
       auto.cov.lv.x = TRUE))
# (lavaan's sem() overrides auto.cov.lv.x, so the case is written with lavaan() here)
reference_case("bare_no_covariances", "lavaan() with all switches of sem() but one", "lavaan",
  lines(hs3, "x1 ~~ x4", "x9 ~ x2"), "hs.csv",
  list(auto.fix.first = TRUE, auto.fix.single = TRUE, auto.var = TRUE, auto.cov.lv.x = FALSE,
       auto.cov.y = TRUE, int.ov.free = TRUE, int.lv.free = FALSE))
reference_case("growth_equal_residuals", "Linear growth, equal residual variances", "growth",
  lines(linear, "t1 ~~ r*t1", "t2 ~~ r*t2", "t3 ~~ r*t3", "t4 ~~ r*t4"), "demo_growth.csv")
reference_case("growth_latent_basis", "Latent basis growth", "growth",
  lines("i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4", "s =~ 0*t1 + t2 + t3 + 1*t4"), "demo_growth.csv")
# (growth() fixes the means of random covariates at 0 unless they are written; gainsem frees them)
reference_case("growth_cov_randomx", "Growth with predictors, covariates random", "growth",
  lines(linear, "i ~ x1 + x2", "s ~ x1 + x2", "t1 ~ c1", "t2 ~ c2", "t3 ~ c3", "t4 ~ c4",
        "x1 + x2 + c1 + c2 + c3 + c4 ~ 1", "x1 ~~ x2 + c1 + c2 + c3 + c4",
        "x2 ~~ c1 + c2 + c3 + c4", "c1 ~~ c2 + c3 + c4", "c2 ~~ c3 + c4", "c3 ~~ c4"),
  "demo_growth.csv", list(fixed.x = FALSE))

# Means, covariates, information
reference_case("poldem_means", "Structural model with means", "sem", poldem, "poldem.csv",
               list(meanstructure = TRUE))
reference_case("poldem_means_observed", "The same, observed information", "sem", poldem, "poldem.csv",
               list(meanstructure = TRUE, information = "observed"))
reference_case("poldem_observed", "Structural model, observed information", "sem", poldem,
               "poldem.csv", list(information = "observed"))
reference_case("hs_second_order_observed", "Second-order factor, observed information", "cfa",
  lines(hs3, "g =~ visual + textual + speed"), "hs.csv", list(information = "observed"))
reference_case("hs_mimic_randomx", "Factors on two covariates, random", "sem",
  lines(hs3, "visual + textual + speed ~ sex + ageyr"), "hs.csv", list(fixed.x = FALSE))
reference_case("hs_mimic_means", "Factors on two covariates, with means", "sem",
  lines(hs3, "visual + textual + speed ~ sex + ageyr"), "hs.csv", list(meanstructure = TRUE))
reference_case("hs_mixed_paths", "Observed and latent in one chain", "sem",
  lines("visual =~ x1 + x2 + x3", "textual =~ x4 + x5 + x6", "textual ~ visual + ageyr",
        "x7 ~ textual + sex", "x8 ~ x7 + visual", "x9 ~ x8", "x7 ~~ x9"), "hs.csv")
reference_case("hs_path_intercepts", "Path model with means, covariates given", "sem",
  lines("x1 ~ ageyr + sex", "x4 ~ x1 + ageyr", "x7 ~ x4 + x1"), "hs.csv", list(meanstructure = TRUE))

reference_case("hs_covariates_written", "A covariance of covariates written out makes them random", "sem",
  lines("x1 ~ ageyr + sex", "x4 ~ x1 + ageyr", "ageyr ~~ sex"), "hs.csv")
reference_case("hs_covariate_residual", "A covariate that covaries with a residual", "sem",
  lines("x1 ~ ageyr", "x4 ~ x1", "x4 ~~ sex"), "hs.csv")

# Shapes
reference_case("hs_single_indicator", "Single-indicator factor and crossed loading", "sem",
  lines("visual =~ x1 + x2 + x3 + x9", "textual =~ x4 + x5 + x6", "age =~ ageyr",
        "speed =~ x7 + x8 + x9", "visual + textual + speed ~ age", "x7 ~~ x8"), "hs.csv",
  list(auto.cov.lv.x = TRUE))
reference_case("hs_one_factor", "One factor, nine tests (misfit)", "cfa",
  "g =~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9", "hs.csv")
reference_case("hs_just_identified", "One factor, three tests: df = 0", "cfa",
  "visual =~ x1 + x2 + x3", "hs.csv")
reference_case("hs_saturated", "All covariances: df = 0", "sem",
  lines("x1 ~~ x2 + x3 + x4", "x2 ~~ x3 + x4", "x3 ~~ x4"), "hs.csv")
reference_case("hs_regression", "One regression: df = 0", "sem", "x4 ~ x1 + ageyr + sex", "hs.csv",
               list(meanstructure = TRUE))
reference_case("third_order", "35 items, seven factors, three second-order, one third-order", "cfa",
  lines(sapply(1:7, function(j) paste0("f", j, " =~ ", paste0("q", (j - 1) * 5 + 1:5, collapse = " + "))),
        "h1 =~ f1 + f2", "h2 =~ f3 + f4 + f5", "h3 =~ f6 + f7", "top =~ h1 + h2 + h3"),
  "third_order_cov.csv", n_obs = 2000)
