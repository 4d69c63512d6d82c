# Writes casewise_data.csv, casewise_missing.csv and casewise.json: simulated answers, and
# lavaan 0.6-14's sample statistics of them with n times their asymptotic covariance.
# Rscript casewise.R, in this folder.
# lavaan keeps means with their sign reversed; the file has them as they are.
suppressMessages(library(lavaan))

set.seed(20)
n <- 240
x1 <- rnorm(n)
x2 <- rbinom(n, 1, .4)
f <- .5 * x1 - .4 * x2 + rnorm(n)
cut_at <- function(loading, ...) {
  as.integer(cut(loading * f + rnorm(n), c(-Inf, ..., Inf))) - 1L
}
answers <- data.frame(
  y1 = cut_at(.8, -.6, .7), y2 = cut_at(.9, .3), y3 = cut_at(.7, -1, 0, 1.1),
  c1 = round(2 + 1.5 * (.7 * f + rnorm(n)), 3), c2 = round(-1 + .5 * f + rnorm(n), 3),
  x1 = round(x1, 3), x2 = x2
)
w <- runif(n, .3, 2)
answers$w <- round(w * n / sum(w), 6)
answers$w[n] <- round(n - sum(answers$w[-n]), 6)
# Two items whose table has an empty cell.
answers$e1 <- as.integer(f + .7 * rnorm(n) > 1.6)
answers$e2 <- pmax(cut_at(1.2, .1), answers$e1)
holes <- answers
for (name in c("y1", "y2", "y3", "c1", "c2")) holes[sample(n, 30), name] <- NA
holes <- holes[rowSums(!is.na(holes[c("y1", "y2", "y3")])) > 0 &
               rowSums(!is.na(holes[c("y1", "y2", "c1", "c2")])) > 0, ]
write.csv(answers, "casewise_data.csv", row.names = FALSE, quote = FALSE)
write.csv(holes, "casewise_missing.csv", row.names = FALSE, quote = FALSE)

statistics <- function(variables, covariates = NULL, data = answers, ...) {
  model <- paste("f =~", paste(variables, collapse = "+"))
  if (length(covariates)) model <- paste(model, "\nf ~", paste(covariates, collapse = "+"))
  ordinal <- variables[!startsWith(variables, "c")]
  fit <- sem(model, data, ordered = ordinal, ...)
  obs <- lavTech(fit, "wls.obs", add.labels = TRUE)[[1]]
  sign <- ifelse(endsWith(names(obs), "~1"), -1, 1)
  gamma <- lavTech(fit, "gamma")[[1]] * outer(sign, sign)
  list(variables = variables, covariates = as.character(covariates), names = names(obs),
       moments = as.numeric(obs * sign), gamma = gamma[lower.tri(gamma, diag = TRUE)])
}

ordinal <- c("y1", "y2", "y3")
mixed <- c("y1", "y2", "c1", "c2")
both <- c("x1", "x2")
cases <- list(
  ordinal = statistics(ordinal),
  mixed = statistics(mixed),
  one_covariate = statistics(ordinal, "x1"),
  two_covariates = statistics(mixed, both),
  missing_ordinal = statistics(ordinal, data = holes, missing = "pairwise"),
  missing_general = statistics(mixed, both, holes, missing = "pairwise"),
  weighted_ordinal = statistics(ordinal, sampling.weights = "w"),
  weighted_general = statistics(mixed, both, sampling.weights = "w"),
  empty_cell = statistics(c("e1", "e2", "y1"))
)
writeLines(jsonlite::toJSON(cases, digits = I(10)), "casewise.json")
