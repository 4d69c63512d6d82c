# Maximum likelihood, one group, continuous complete data: the standard cases.
# Run from tests/reference:  Rscript R/ml_cases.R [id ...]
ONLY <- commandArgs(TRUE)
source("R/dump.R")

lines <- function(...) paste(c(...), collapse = "\n")
hs3 <- lines("visual  =~ x1 + x2 + x3", "textual =~ x4 + x5 + x6", "speed   =~ x7 + x8 + x9")
path <- lines("x1 ~ ageyr + sex", "x4 ~ x1 + ageyr", "x7 ~ x4 + x1")
poldem_measures <- lines("ind60 =~ x1 + x2 + x3", "dem60 =~ y1 + y2 + y3 + y4",
                         "dem65 =~ y5 + y6 + y7 + y8")
poldem_residuals <- lines("y1 ~~ y5", "y2 ~~ y4 + y6", "y3 ~~ y7", "y4 ~~ y8", "y6 ~~ y8")
poldem <- lines(poldem_measures, "dem60 ~ ind60", "dem65 ~ ind60 + dem60", poldem_residuals)
linear <- lines("i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4", "s =~ 0*t1 + 1*t2 + 2*t3 + 3*t4")

# Holzinger & Swineford (1939): nine tests, three factors
reference_case("hs_cfa_ml", "Three factors", "cfa", hs3, "hs.csv")
reference_case("hs_cfa_ml_stdlv", "Factor variances fixed at 1", "cfa", hs3, "hs.csv", list(std.lv = TRUE))
reference_case("hs_cfa_ml_wishart", "Divisor n - 1", "cfa", hs3, "hs.csv", list(likelihood = "wishart"))
reference_case("hs_cfa_ml_observed", "Observed information", "cfa", hs3, "hs.csv",
               list(information = "observed"))
reference_case("hs_cfa_meanstr", "Mean structure", "cfa", hs3, "hs.csv", list(meanstructure = TRUE))
reference_case("hs_cfa_orthogonal", "Uncorrelated factors", "cfa", hs3, "hs.csv", list(orthogonal = TRUE))
reference_case("hs_second_order", "Second-order factor", "cfa",
               lines(hs3, "g =~ visual + textual + speed"), "hs.csv")
reference_case("hs_bifactor", "Bifactor", "cfa",
               lines("g =~ x1+x2+x3+x4+x5+x6+x7+x8+x9", hs3), "hs.csv",
               list(std.lv = TRUE, orthogonal = TRUE))
reference_case("hs_mimic", "Factors on two covariates", "sem",
               lines(hs3, "visual + textual + speed ~ sex + ageyr"), "hs.csv")
reference_case("hs_path_fixedx", "Path model, covariates given", "sem", path, "hs.csv")
reference_case("hs_path_randomx", "Path model, covariates random", "sem", path, "hs.csv",
               list(fixed.x = FALSE))

# Bollen (1989), industrialisation and political democracy
reference_case("poldem_sem_ml", "Structural model", "sem", poldem, "poldem.csv")
reference_case("poldem_sem_eq", "Equal loadings over time, defined effects", "sem",
  lines("ind60 =~ x1 + x2 + x3", "dem60 =~ y1 + a*y2 + b*y3 + c*y4",
        "dem65 =~ y5 + a*y6 + b*y7 + c*y8", "dem60 ~ d1*ind60", "dem65 ~ d2*ind60 + d3*dem60",
        poldem_residuals, "ind := d1*d3", "tot := d2 + d1*d3"), "poldem.csv")

# Growth curves
reference_case("growth_linear", "Linear growth", "growth", linear, "demo_growth.csv")
reference_case("growth_cov", "Growth with predictors and time-varying covariates", "growth",
  lines(linear, "i ~ x1 + x2", "s ~ x1 + x2", "t1 ~ c1", "t2 ~ c2", "t3 ~ c3", "t4 ~ c4"),
  "demo_growth.csv")
reference_case("growth_quadratic", "Quadratic growth", "growth",
  lines(linear, "q =~ 0*t1 + 1*t2 + 4*t3 + 9*t4"), "demo_growth.csv")

# 25 personality items, listwise n = 2436 of 2800
big_five <- sapply(c("A", "C", "E", "N", "O"), function(f) paste(f, "=~", paste0(f, 1:5, collapse = " + ")))
reference_case("bfi_cfa_ml", "Big five", "cfa", lines(big_five), "responses.csv")

# Ten factors, fifty items
fifty <- sapply(1:10, function(j) paste0("f", j, " =~ ", paste0("i", (j - 1) * 5 + 1:5, collapse = " + ")))
reference_case("large50_cfa_ml", "Ten factors, fifty items", "cfa", lines(fifty), "large50_cov.csv",
               n_obs = 2000)

# Mediation
reference_case("mediation_ml", "Simple mediation", "sem",
  lines("Y ~ c*X + b*M", "M ~ a*X", "ab := a*b", "total := c + (a*b)"), "mediation100.csv")
reference_case("mediation_talor", "Parallel mediation (Tal-Or et al. 2010)", "sem",
  lines("pmi ~ a1*cond", "import ~ a2*cond", "reaction ~ c*cond + b1*pmi + b2*import",
        "pmi ~~ import", "ind1 := a1*b1", "ind2 := a2*b2", "diff := ind1 - ind2",
        "totind := ind1 + ind2", "total := c + totind"), "tal_or.csv")
reference_case("latent_mediation_ml", "Serial mediation between latent variables", "sem",
  lines("FX =~ x1 + x2 + x3", "M1 =~ m1 + m2 + m3", "M2 =~ k1 + k2 + k3", "FY =~ y1 + y2 + y3",
        "M1 ~ a1*FX", "M2 ~ a2*FX + d*M1", "FY ~ c*FX + b1*M1 + b2*M2", "ind1 := a1*b1",
        "ind2 := a2*b2", "ind12 := a1*d*b2", "total := c + a1*b1 + a2*b2 + a1*d*b2"),
  "latent_mediation.csv")
