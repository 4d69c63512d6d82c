# Tests that take the answers, and single respondents: Satorra & Bentler (2010), Vuong, casewise
# log-likelihoods, deletion of one respondent at a time.
#
#   Rscript R/answers_cases.R        (from tests/reference; about three minutes)
#
# Vuong (1989) is computed here from lavaan's own scores, information and casewise
# log-likelihoods; the p value of the mixture of chi-squares by Davies' algorithm (mgcv).
suppressMessages({library(lavaan); library(jsonlite)})

hs <- read.csv("data/hs.csv")
holes <- read.csv("data/hs_missing.csv")
three <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
apart <- paste0(three, "\nvisual ~~ 0*speed")
equal <- "visual =~ x1 + a*x2 + a*x3\ntextual =~ x4 + b*x5 + b*x6\nspeed =~ x7 + c*x8 + c*x9"
moved <- "visual =~ x1 + x2 + x3 + x9\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8"
two <- "f =~ x1 + x2 + x3 + x7\ng =~ x4 + x5 + x6 + x8 + x9"
other <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\nx7 ~~ x8"
tight <- list(rel.tol = 1e-12, iter.max = 20000, eval.max = 20000)
fitted <- function(model, data, ...) {
  fit <- suppressWarnings(cfa(model, data, meanstructure = TRUE, control = tight, ...))
  if (lavInspect(fit, "converged")) fit else cfa(model, data, meanstructure = TRUE, ...)
}

differences <- list()
for (case in list(
  list("mlm_apart", three, apart, hs, list(estimator = "MLM")),
  list("mlm_equal", three, equal, hs, list(estimator = "MLM")),
  list("mlr_apart", three, apart, hs, list(estimator = "MLR")),
  list("mlr_equal", three, equal, hs, list(estimator = "MLR")),
  list("fiml_apart", three, apart, holes, list(estimator = "MLR", missing = "fiml")),
  list("fiml_equal", three, equal, holes, list(estimator = "MLR", missing = "fiml"))
)) {
  general <- do.call(fitted, c(list(case[[2]], case[[4]]), case[[5]]))
  restricted <- do.call(fitted, c(list(case[[3]], case[[4]]), case[[5]]))
  own <- list(general = case[[2]], restricted = case[[3]], options = case[[5]])
  for (method in c("satorra.bentler.2001", "satorra.bentler.2010")) {
    test <- suppressWarnings(lavTestLRT(general, restricted, method = method))
    own[[method]] <- list(chisq = test[2, "Chisq diff"], df = test[2, "Df diff"], p = test[2, "Pr(>Chisq)"])
  }
  differences[[case[[1]]]] <- own
}

casewise <- function(fit) lavInspect(fit, "loglik.casewise")
vuong <- function(first, second) {
  l1 <- casewise(first); l2 <- casewise(second)
  n <- length(l1); ratio <- l1 - l2
  omega <- (n - 1) / n * var(ratio)
  s1 <- lavScores(first); s2 <- lavScores(second)
  a1 <- solve(lavInspect(first, "information.observed"))
  a2 <- solve(lavInspect(second, "information.observed"))
  b <- crossprod(cbind(s1, s2)) / n
  k <- ncol(s1)
  turn <- matrix(0, ncol(b), ncol(b))
  turn[1:k, 1:k] <- a1; turn[-(1:k), -(1:k)] <- -a2
  weights <- Re(eigen(b %*% turn, only.values = TRUE)$values)^2
  q <- c(length(coef(first)), length(coef(second)))
  lr <- sum(ratio); error <- sqrt(n * omega)
  z <- c(lr, lr - (q[1] - q[2]), lr - (q[1] - q[2]) * log(n) / 2) / error
  bic <- BIC(first) - BIC(second); reach <- qnorm(.975) * sqrt(4 * n * omega)
  list(variance = omega, p = mgcv::psum.chisq(n * omega, weights, tol = 1e-10), z = z,
       bic = c(bic, bic - reach, bic + reach))
}
pairs <- list()
for (case in list(
  list("moved", three, moved, hs, list()),
  list("two_three", two, three, hs, list()),
  list("other", other, moved, hs, list()),
  list("fiml_moved", three, moved, holes, list(missing = "fiml"))
)) {
  first <- do.call(fitted, c(list(case[[2]], case[[4]]), case[[5]]))
  second <- do.call(fitted, c(list(case[[3]], case[[4]]), case[[5]]))
  pairs[[case[[1]]]] <- c(list(first = case[[2]], second = case[[3]], options = case[[5]]), vuong(first, second))
}

respondents <- list()
for (case in list(list("complete", hs, list()), list("fiml", holes, list(missing = "fiml")))) {
  fit <- do.call(fitted, c(list(three, case[[2]]), case[[3]]))
  # Reference deletions: every tenth respondent of those who answered anything.
  used <- which(rowSums(!is.na(case[[2]][paste0("x", 1:9)])) > 0)
  left <- used[seq(1, length(used), by = 10)]
  chisq <- numeric(0); params <- NULL
  for (i in left) {
    without <- do.call(fitted, c(list(three, case[[2]][-i, ], start = fit), case[[3]]))
    chisq <- c(chisq, fitMeasures(without, "chisq")); params <- rbind(params, coef(without))
  }
  respondents[[case[[1]]]] <- list(
    loglik = as.numeric(casewise(fit)), chisq = as.numeric(fitMeasures(fit, "chisq")),
    names = names(coef(fit)), params = as.numeric(coef(fit)), se = as.numeric(sqrt(diag(vcov(fit)))),
    vcov = unclass(vcov(fit)), left = left, chisq_without = as.numeric(chisq), params_without = params)
}
write(toJSON(list(differences = differences, vuong = pairs, respondents = respondents),
             digits = NA, auto_unbox = TRUE, pretty = FALSE), "comparison/answers.json")
