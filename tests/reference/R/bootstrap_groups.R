# The bootstrap of two groups in lavaan: draws within groups, and the test of Bollen and Stine.
# Rscript bootstrap_groups.R DATA OUT
library(lavaan)
library(jsonlite)

arguments <- commandArgs(trailingOnly = TRUE)
pupils <- read.csv(file.path(arguments[1], "hs.csv"))
model <- "
visual =~ x1 + x2 + x3
textual =~ x4 + x5 + x6
speed =~ x7 + x8 + x9
textual ~ c(m1, m2)*visual
speed ~ c(a1, a2)*visual + c(b1, b2)*textual
first := m1*b1
second := m2*b2
gap := m1*b1 - m2*b2
"
fit <- sem(model, pupils, group = "school", group.equal = "loadings")
seen <- sem(model, pupils, group = "school", group.equal = "loadings", se = "bootstrap",
            bootstrap = 1000, iseed = 2)
rows <- parameterEstimates(seen, boot.ci.type = "perc")
rows <- rows[rows$op %in% c("~", ":="), ]
set.seed(3)
turned <- bootstrapLavaan(fit, R = 1000, type = "bollen.stine", FUN = fitMeasures,
                          fit.measures = "chisq")
out <- list(
  lavaan = as.character(packageVersion("lavaan")),
  model = model,
  draws = 1000,
  rows = rows[, c("lhs", "op", "rhs", "group", "label", "est", "se", "ci.lower", "ci.upper")],
  bollen_stine = list(
    chisq = unname(fitMeasures(fit, "chisq")), df = unname(fitMeasures(fit, "df")),
    mean = mean(turned), q95 = unname(quantile(turned, 0.95)),
    pvalue = mean(turned >= fitMeasures(fit, "chisq"))
  )
)
write(toJSON(out, digits = 10, auto_unbox = TRUE, pretty = TRUE),
      file.path(arguments[2], "hs_groups.json"))
