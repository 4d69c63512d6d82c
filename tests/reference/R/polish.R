# Drive a lavaan solution to a zero gradient and let lavaan evaluate everything there.
#
# lavaan's optimiser stops with max|gradient| between 1e-7 and 1e-5, so its printed estimates are
# up to 1e-4 away from the minimum.  Newton steps on lavaan's own gradient (with a numerical
# Jacobian, in the reduced space when there are linear equality constraints) take it to about
# 1e-15; a second call with optim.method = "none" then evaluates standard errors, tests,
# residuals and modification indices at exactly that point.
suppressMessages({library(lavaan); library(numDeriv)})

# Polished fit of one call.  `args` holds everything but the model: data or sample.cov, options.
# `gauss_newton`: steps with the Jacobian D'WD instead of the numerical one, for large models.
polished_fit <- function(fun, model, args, gauss_newton = FALSE) {
  first <- quietly(do.call(fun, c(list(model = model), args)))
  reduced <- reduced_space(first)
  gradient <- function(z) reduced_gradient(first, reduced, z)
  z <- if (gauss_newton) chord_on_gradient(gradient, reduced$start, gauss_jacobian(first, reduced))
       else newton_on_gradient(gradient, reduced$start)
  table <- first@ParTable
  free <- table$free > 0
  table$est[free] <- reduced$expand(z)[table$free[free]]
  table$start <- table$est
  options <- first@Options
  options$optim.method <- "none"
  fit <- quietly(lavaan(slotOptions = options, slotParTable = table, slotData = first@Data,
                        slotSampleStats = first@SampleStats))
  moved <- max(abs(lavaan:::lav_model_get_parameters(fit@Model) - reduced$expand(z)))
  stopifnot(moved < 1e-12)
  list(fit = fit, first = first, gradient_max = max(abs(gradient(z))),
       default_gradient_max = max(abs(gradient(reduced$start))),
       default_distance = max(abs(coef(fit) - coef(first))))
}

quietly <- function(expr) withCallingHandlers(expr, warning = function(w) invokeRestart("muffleWarning"))

# Parameters that respect linear equality constraints: x = K z + k0.
reduced_space <- function(fit) {
  model <- fit@Model
  if (nrow(model@cin.JAC) > 0) stop("inequality constraints cannot be polished")
  if (nrow(model@ceq.JAC) > 0 && !model@eq.constraints) stop("nonlinear constraints cannot be polished")
  K <- if (model@eq.constraints) model@eq.constraints.K else diag(model@nx.free)
  k0 <- if (model@eq.constraints) model@eq.constraints.k0 else numeric(model@nx.free)
  list(K = K, expand = function(z) as.numeric(K %*% z + k0),
       start = as.numeric(t(K) %*% (lavaan:::lav_model_get_parameters(model) - k0)))
}

reduced_gradient <- function(fit, reduced, z) {
  model <- lavaan:::lav_model_set_parameters(fit@Model, reduced$expand(z))
  # With missing answers lavaan's gradient has the shares of the groups in it already.
  full <- lavaan:::lav_model_gradient(model, lavsamplestats = fit@SampleStats, lavdata = fit@Data,
                                      lavcache = fit@Cache, group.weight = fit@Options$missing != "ml")
  as.numeric(t(reduced$K) %*% full)
}

newton_on_gradient <- function(gradient, start) {
  step <- 1e-6
  jacobian <- jacobian(gradient, start, method = "simple", method.args = list(eps = step))
  jacobian <- (jacobian + t(jacobian)) / 2
  best <- z <- start
  smallest <- max(abs(gradient(z)))
  for (iteration in 1:25) {
    z <- z - solve(jacobian, gradient(z), tol = 1e-30)
    now <- max(abs(gradient(z)))
    if (is.na(now)) break
    if (now < smallest) { best <- z; smallest <- now } else if (iteration > 5) break
  }
  best
}

# Least squares: the Gauss-Newton Jacobian of the gradient, up to the scale of lavaan's gradient,
# which one directional difference gives.
gauss_jacobian <- function(fit, reduced) {
  D <- lavTech(fit, "delta")[[1]] %*% reduced$K
  W <- lavTech(fit, "wls.v")[[1]]
  J <- t(D) %*% (if (is.matrix(W)) W %*% D else W * D)
  way <- rep(1, ncol(J)) / sqrt(ncol(J))
  change <- reduced_gradient(fit, reduced, reduced$start + 1e-6 * way) -
    reduced_gradient(fit, reduced, reduced$start - 1e-6 * way)
  scale <- sum(change * way) / 2e-6 / sum(way * (J %*% way))
  J * max(scale, .5)
}

chord_on_gradient <- function(gradient, z, jacobian, accuracy = 1e-14) {
  factor <- chol(jacobian)
  for (iteration in 1:200) {
    g <- gradient(z)
    if (max(abs(g)) < accuracy) break
    z <- z - backsolve(factor, backsolve(factor, g, transpose = TRUE))
  }
  z
}
