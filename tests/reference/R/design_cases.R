# Sampling weights and clusters: lavaan's MLR, evaluated at a zero gradient.  Run from tests/reference:
#   Rscript R/design_cases.R
# writes data/hs_sampling.csv (made up: a weight and a town for every row of hs.csv) and
# design/lavaan.json.
source("R/polish.R")
suppressMessages(library(jsonlite))

set.seed(39)
answers <- read.csv("data/hs.csv")
sampling <- data.frame(w = round(runif(nrow(answers), .3, 3), 3),
                       town = sample(1:40, nrow(answers), replace = TRUE, prob = runif(40, .3, 1)))
write.csv(sampling, "data/hs_sampling.csv", row.names = FALSE)

lines <- function(...) paste(c(...), collapse = "\n")
hs3 <- lines("visual  =~ x1 + x2 + x3", "textual =~ x4 + x5 + x6", "speed   =~ x7 + x8 + x9")
models <- list(
  three = hs3,
  covariates = lines(hs3, "visual + textual + speed ~ sex + ageyr"),
  equal = lines("visual =~ a*x1 + a*x2 + b*x3", "textual =~ x4 + b*x5 + x6", "visual ~ c*textual", "d := b*c"))
designs <- list(weights = list(sampling.weights = "w"), cluster = list(cluster = "town"),
                both = list(sampling.weights = "w", cluster = "town"))
measures <- c("npar", "fmin", "chisq", "df", "pvalue", "chisq.scaled", "pvalue.scaled",
              "chisq.scaling.factor", "baseline.chisq", "baseline.df", "baseline.chisq.scaled", "baseline.chisq.scaling.factor",
              "cfi", "tli", "cfi.scaled", "tli.scaled", "logl", "unrestricted.logl", "aic", "bic",
              "rmsea", "rmsea.scaled", "srmr", "scaling.factor.h1", "scaling.factor.h0")
complete <- c("cfi.robust", "tli.robust", "rmsea.robust")
result <- list()
for (missing in c("listwise", "ml")) {
  data <- cbind(read.csv(if (missing == "ml") "data/hs_missing.csv" else "data/hs.csv"), sampling)
  for (model in names(models)) for (design in names(designs)) {
    args <- c(list(data = data, estimator = "MLR", missing = missing), designs[[design]],
              list(em.h1.iter.max = 20000L, em.h1.tol = 1e-13))
    found <- polished_fit("sem", models[[model]], args)
    table <- quietly(as.data.frame(parameterEstimates(found$fit, remove.eq = TRUE, remove.nonfree = FALSE)))
    all <- if (missing == "ml") measures else c(measures, complete)
    id <- paste(model, design, if (missing == "ml") "fiml" else "complete", sep = "_")
    result[[id]] <- list(model = models[[model]], missing = missing, design = design,
      parameters = table[, c("lhs", "op", "rhs", "est", "se")],
      measures = as.list(unclass(fitMeasures(found$fit))[all]), gradient_max = found$gradient_max)
    cat(id, found$gradient_max, "\n")
  }
}
dir.create("design", showWarnings = FALSE)
write_json(result, "design/lavaan.json", digits = NA, auto_unbox = TRUE, na = "null", pretty = FALSE)
