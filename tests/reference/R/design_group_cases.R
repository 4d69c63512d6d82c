# Sampling weights and clusters in two groups: lavaan's MLR, evaluated at a zero gradient.
# Run from tests/reference:   Rscript R/design_group_cases.R
# reads data/hs_sampling.csv (see R/design_cases.R) and writes design/lavaan_groups.json.
#
# "place" lies within a school, as lavaan takes clusters for granted.  "town" has pupils of both
# schools; lavaan squares the scores of a town school by school.  For these, errors are made
# here of casewise scores at lavaan's solution and of lavaan's information, added up over schools.
source("R/polish.R")
suppressMessages(library(jsonlite))

sampling <- read.csv("data/hs_sampling.csv")
lines <- function(...) paste(c(...), collapse = "\n")
hs3 <- lines("visual  =~ x1 + x2 + x3", "textual =~ x4 + x5 + x6", "speed   =~ x7 + x8 + x9")
models <- list(
  configural = list(hs3, character(0)),
  scalar = list(hs3, c("loadings", "intercepts")),
  covariates = list(lines(hs3, "visual + textual + speed ~ sex + ageyr"), c("loadings", "regressions")))
designs <- list(weights = list(sampling.weights = "w"), cluster = list(cluster = "place"),
                both = list(sampling.weights = "w", cluster = "place"),
                crossed = list(sampling.weights = "w", cluster = "town"))
measures <- c("npar", "fmin", "chisq", "df", "pvalue", "chisq.scaled", "pvalue.scaled",
              "chisq.scaling.factor", "baseline.chisq", "baseline.df", "baseline.chisq.scaled",
              "baseline.chisq.scaling.factor", "cfi", "tli", "cfi.scaled", "tli.scaled", "logl",
              "unrestricted.logl", "aic", "bic", "rmsea", "rmsea.scaled", "srmr", "scaling.factor.h1")
complete <- c("cfi.robust", "tli.robust", "rmsea.robust")

# Casewise log-likelihoods of lavaan's implied moments, by the answers there are.
loglik <- function(fit, at) {
  model <- lavaan:::lav_model_set_parameters(fit@Model, at)
  sigma <- lavaan:::computeSigmaHat(model); mu <- lavaan:::computeMuHat(model)
  values <- numeric(lavInspect(fit, "ntotal"))
  for (g in seq_along(sigma)) {
    answers <- fit@Data@X[[g]]
    values[fit@Data@case.idx[[g]]] <- apply(answers, 1, function(row) {
      seen <- !is.na(row)
      own <- sigma[[g]][seen, seen, drop = FALSE]; apart <- row[seen] - mu[[g]][seen]
      -.5 * (log(det(own)) + sum(apart * solve(own, apart)))
    })
  }
  values
}

# Errors of casewise scores, summed over all respondents of a town before they are squared.
crossed_errors <- function(fit, cluster) {
  scores <- jacobian(function(at) loglik(fit, at), lavaan:::lav_model_get_parameters(fit@Model))
  for (g in seq_along(fit@Data@case.idx)) {
    at <- fit@Data@case.idx[[g]]
    scores[at, ] <- scores[at, ] * fit@Data@weights[[g]]
  }
  information <- lavTech(fit, "information.observed") * lavInspect(fit, "ntotal")
  basis <- fit@Model@eq.constraints.K
  if (length(basis) == 0L || nrow(basis) != nrow(information)) basis <- diag(nrow(information))
  bread <- basis %*% solve(t(basis) %*% information %*% basis) %*% t(basis)
  independent <- bread %*% crossprod(scores) %*% bread
  towns <- rowsum(scores, cluster)
  factor <- nrow(towns) / (nrow(towns) - 1)
  list(independent = sqrt(diag(independent)), crossed = sqrt(diag(factor * bread %*% crossprod(towns) %*% bread)))
}

result <- list()
for (missing in c("listwise", "ml")) {
  data <- cbind(read.csv(if (missing == "ml") "data/hs_missing.csv" else "data/hs.csv"), sampling)
  data$place <- data$town + 100 * (data$school == "Pasteur")
  for (model in names(models)) for (design in names(designs)) {
    crossed <- design == "crossed"
    args <- c(list(data = data, estimator = "MLR", missing = missing, group = "school"),
              if (crossed) designs[["weights"]] else designs[[design]],
              if (length(models[[model]][[2]])) list(group.equal = models[[model]][[2]]),
              list(em.h1.iter.max = 20000L, em.h1.tol = 1e-13))
    found <- polished_fit("sem", models[[model]][[1]], args)
    fit <- found$fit
    table <- as.data.frame(parTable(fit))
    table <- table[table$op %in% c("=~", "~~", "~", "~1") & table$group > 0, ]
    all <- if (missing == "ml") measures else c(measures, complete)
    values <- as.list(unclass(fitMeasures(fit))[all])
    if (crossed) {
      errors <- crossed_errors(fit, data$town)
      free <- table$free > 0
      stopifnot(max(abs(errors$independent[table$free[free]] / table$se[free] - 1)) < 1e-6)
      table$se[free] <- errors$crossed[table$free[free]]
      values <- values[!grepl("scal|robust", names(values))]
    }
    id <- paste(model, design, if (missing == "ml") "fiml" else "complete", sep = "_")
    gain <- NULL
    if (design == "weights" && missing == "listwise" && model != "covariates") {
      gain <- quietly(modindices(fit, sort. = TRUE))[1:12, c("lhs", "op", "rhs", "group", "mi", "epc")]
    }
    result[[id]] <- list(gain = gain,model = models[[model]][[1]], group_equal = models[[model]][[2]],
      missing = missing, design = design,
      chisq_by_group = as.numeric(fit@test[[1]]$stat.group),
      parameters = table[, c("lhs", "op", "rhs", "group", "est", "se")],
      measures = values, gradient_max = found$gradient_max)
    cat(id, found$gradient_max, "\n")
  }
}
write_json(result, "design/lavaan_groups.json", digits = NA, na = "null", pretty = FALSE,
           auto_unbox = FALSE, dataframe = "rows")
