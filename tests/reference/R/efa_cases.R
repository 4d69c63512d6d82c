# Exploratory factor analysis: psych::fa and stats::factanal (loadings, communalities, tests),
# lavaan::efa (standardised loadings with standard errors, all measures), and GPArotation (the
# best criterion value of 30 starts).  Run from tests/reference:  Rscript R/efa_cases.R
suppressMessages({library(jsonlite); library(lavaan); library(psych); library(GPArotation)})
OUT <- "efa"; dir.create(OUT, showWarnings = FALSE)
quietly <- function(x) suppressWarnings(suppressMessages(x))
rows <- function(m) unname(lapply(seq_len(nrow(m)), function(i) signif(unname(unclass(m)[i, ]), 13)))
num <- function(x) if (is.null(x) || length(x) == 0) NULL else signif(unname(as.numeric(x)), 13)
put <- function(id, record) write_json(record, file.path(OUT, paste0(id, ".json")), digits = NA,
                                       auto_unbox = TRUE, na = "null", null = "null", pretty = FALSE)
hs <- read.csv("data/hs.csv")[, paste0("x", 1:9)]
likert <- read.csv("data/likert.csv")[, paste0("q", 1:12)]
bfi <- read.csv("../../surveys/bfi/responses.csv")[, 1:25]
whole <- bfi[complete.cases(bfi), ]

# psych: extraction x rotation.
psych_fit <- function(data, m, fm, rotate, ...) {
  set.seed(1)
  f <- quietly(fa(data, m, fm = fm, rotate = rotate, ...))
  list(extraction = fm, rotation = rotate, loadings = rows(f$loadings), phi = if (!is.null(f$Phi)) rows(f$Phi),
       communality = num(f$communality), objective = f$objective, dof = f$dof, chi_ml = num(f$STATISTIC),
       chi_null = num(f$null.chisq), rms = num(f$rms), crms = num(f$crms), fit_off = num(f$fit.off),
       complexity = num(f$complexity),
       weights = if (rotate == "oblimin" && fm == "ml") rows(f$weights))
}
several <- function(id, data_name, data, m, extractions, rotations, ...) {
  fits <- list()
  for (fm in extractions) for (r in rotations) fits[[length(fits) + 1]] <- psych_fit(data, m, fm, r, ...)
  put(id, list(id = id, data = data_name, n_factors = m, items = names(data), fits = fits))
}
several("hs_psych", "hs.csv", hs, 3, c("minres", "ml", "pa"),
        c("none", "varimax", "Promax", "oblimin", "geominQ", "equamax", "quartimax"))
several("bfi_psych", "responses.csv", whole, 5, c("minres", "ml"),
        c("none", "varimax", "Promax", "oblimin", "geominQ", "quartimax"))
several("bfi_pairwise_psych", "responses.csv", bfi, 5, c("minres", "ml"), c("none", "oblimin"))
several("likert_poly_psych", "likert.csv", likert, 3, "minres", c("none", "oblimin"), cor = "poly", correct = 0)

# stats::factanal, from many starts, and its promax.
f <- factanal(hs, 3, rotation = "none", control = list(opt = list(factr = 10)))
g <- factanal(hs, 3, rotation = "promax", control = list(opt = list(factr = 10), rotate = list(m = 4)))
put("hs_factanal", list(id = "hs_factanal", uniquenesses = num(f$uniquenesses), criterion = num(f$criteria["objective"]),
                        statistic = num(f$STATISTIC), dof = f$dof, pvalue = num(f$PVAL), promax = rows(g$loadings)))

# lavaan: standardised solution with standard errors.  It takes differences of rotations for
# them, which at its default stop (1e-5) can be off by 10 %: a closer one, where it gets there.
lavaan_fit <- function(data, m, rotation, args = list(), stop = 1e-7, ...) {
  e <- quietly(efa(data, nfactors = m, rotation = rotation, rotation.args = c(list(rstarts = 10, gpa.tol = stop), args), ...))
  f <- if (inherits(e, "lavaan")) e else e[[1]]
  s <- quietly(standardizedSolution(f))
  load <- s[s$op == "=~", ]; phi <- s[s$op == "~~" & s$lhs != s$rhs, ]
  measures <- as.list(unclass(quietly(fitMeasures(f))))
  names(measures) <- gsub(".", "_", names(measures), fixed = TRUE)
  list(rotation = rotation, rotation_args = args, p = ncol(data), m = m, est = num(load$est.std), se = num(load$se),
       phi = num(phi$est.std), phi_se = num(phi$se),
       fit_measures = lapply(measures[!grepl("close|level|nomean", names(measures))], num))
}
put("hs_lavaan", list(id = "hs_lavaan", data = "hs.csv", fits = list(
  lavaan_fit(hs, 3, "geomin", stop = 1e-5), lavaan_fit(hs, 3, "oblimin"), lavaan_fit(hs, 3, "quartimin"),
  lavaan_fit(hs, 3, "varimax", stop = 1e-6), lavaan_fit(hs, 3, "geomin", list(geomin.epsilon = 0.01)),
  lavaan_fit(hs, 2, "geomin", stop = 1e-6), lavaan_fit(hs, 1, "geomin"))))
put("hs_lavaan_mlm", list(id = "hs_lavaan_mlm", data = "hs.csv",
                          fits = list(lavaan_fit(hs, 3, "geomin", stop = 1e-5, estimator = "MLM"))))
put("likert_lavaan", list(id = "likert_lavaan", data = "likert.csv", fits = list(
  lavaan_fit(likert, 3, "geomin", list(geomin.epsilon = 0.01), ordered = names(likert), estimator = "WLSMV"),
  lavaan_fit(likert, 3, "oblimin", ordered = names(likert), estimator = "WLSMV"),
  lavaan_fit(likert, 2, "geomin", stop = 1e-6, ordered = names(likert), estimator = "WLSMV"))))

# GPArotation: the best of 30 starts for every criterion, from the same unrotated loadings.
best <- function(A, method, kind, args = list()) {
  set.seed(3); k <- ncol(A); values <- NULL
  rotate <- if (kind == "oblique") GPFoblq else GPForth
  for (i in 1:30) {
    start <- if (i == 1) diag(k) else Random.Start(k)
    g <- quietly(tryCatch(rotate(A, Tmat = start, method = method, methodArgs = args, maxit = 2000, eps = 1e-5),
                          error = function(e) NULL))
    if (!is.null(g) && g$convergence) values <- c(values, g$Table[nrow(g$Table), 2])
  }
  list(method = method, kind = kind, args = args, best = num(min(values)), reached = length(values))
}
criteria <- function(A) list(
  best(A, "geomin", "oblique", list(delta = 0.01)), best(A, "geomin", "oblique", list(delta = 0.001)),
  best(A, "geomin", "orthogonal", list(delta = 0.01)), best(A, "quartimin", "oblique"),
  best(A, "oblimin", "oblique", list(gam = 0.3)), best(A, "infomax", "oblique"), best(A, "infomax", "orthogonal"),
  best(A, "cf", "oblique", list(kappa = 1 / nrow(A))), best(A, "cf", "orthogonal", list(kappa = 1 / nrow(A))),
  best(A, "simplimax", "oblique", list(k = nrow(A) * (ncol(A) - 1))), best(A, "entropy", "orthogonal"))
unrotated <- function(data, m) unclass(quietly(fa(data, m, fm = "ml", rotate = "none"))$loadings)
A <- unrotated(hs, 3); B <- unrotated(whole, 5)
put("gparotation", list(id = "gparotation", sets = list(
  list(loadings = rows(A), criteria = criteria(A)), list(loadings = rows(B), criteria = criteria(B)))))
