# Writes resid_z.json: standardized residuals of lavaan 0.6-14 for four of the cases here.
# Run in this folder; data sets that come with lavaan: HolzingerSwineford1939 and others.
suppressMessages(library(lavaan))
options(digits = 17)
hs <- HolzingerSwineford1939
factors <- "visual =~ x1 + x2 + x3
            textual =~ x4 + x5 + x6
            speed =~ x7 + x8 + x9"
democracy <- "ind60 =~ x1 + x2 + x3
              dem60 =~ y1 + a*y2 + b*y3 + c*y4
              dem65 =~ y5 + a*y6 + b*y7 + c*y8
              dem60 ~ ind60
              dem65 ~ ind60 + dem60
              y1 ~~ y5
              y2 ~~ y4 + y6
              y3 ~~ y7
              y4 ~~ y8
              y6 ~~ y8"
growth_curve <- "i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4
                 s =~ 0*t1 + 1*t2 + 2*t3 + 3*t4"
fits <- list(
  hs_cfa_ml = cfa(factors, hs),
  hs_mimic = sem(paste(factors, "visual + textual + speed ~ sex + ageyr", sep = "\n"), hs),
  poldem_sem_eq = sem(democracy, PoliticalDemocracy),
  growth_linear = growth(growth_curve, Demo.growth)
)
row_text <- function(x) sprintf("[%s]", paste(sprintf("%.6f", x), collapse = ", "))
one <- function(fit) {
  z <- resid(fit, type = "standardized")
  cov <- unclass(z$cov)
  rows <- paste(apply(cov, 1, row_text), collapse = ",\n   ")
  mean <- if (is.null(z$mean)) "null" else row_text(unclass(z$mean))
  sprintf("{\n  \"cov\": [\n   %s\n  ],\n  \"mean\": %s\n }", rows, mean)
}
parts <- mapply(function(name, fit) sprintf(" \"%s\": %s", name, one(fit)), names(fits), fits)
cat(sprintf("{\n%s\n}\n", paste(parts, collapse = ",\n")), file = "resid_z.json")
