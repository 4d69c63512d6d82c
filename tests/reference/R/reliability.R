# Reliability and validity by psych and semTools: reliability/*.json.  Run from tests/reference:
#   Rscript R/reliability.R
# Models are fitted by lavaan and taken to a gradient of zero (R/polish.R), so that semTools sees
# the same estimates.
suppressMessages({library(psych); library(semTools); library(jsonlite)})
source("R/polish.R")
dir.create("reliability", showWarnings = FALSE)

HS <- read.csv("data/hs.csv")
LIKERT <- read.csv("data/likert.csv")
BFI <- na.omit(read.csv("../../surveys/bfi/responses.csv")[, 1:25])
for (item in c("A1", "C4", "C5", "E1", "E2", "O2", "O5")) BFI[[item]] <- 7 - BFI[[item]]
SCALES <- setNames(lapply(c("A", "C", "E", "N", "O"), function(s) paste0(s, 1:5)), c("A", "C", "E", "N", "O"))
text_of <- function(scales) paste(names(scales), "=~", sapply(scales, paste, collapse = " + "), collapse = "\n")
hs3 <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
likert3 <- "F1 =~ q1 + q2 + q3 + q4\nF2 =~ q5 + q6 + q7 + q8\nF3 =~ q9 + q10 + q11 + q12"

keep <- function(record, name) write_json(record, file.path("reliability", paste0(name, ".json")), digits = I(13),
                                          auto_unbox = TRUE, na = "null", null = "null", pretty = 1)
square <- function(m) { m <- as.matrix(m); list(names = rownames(m), values = unname(lapply(seq_len(nrow(m)), function(i) as.numeric(m[i, ])))) }

# psych: alpha and what belongs to it, Guttman's coefficients, omega total of one factor.
of_scale <- function(d) {
  a <- quietly(psych::alpha(d, check.keys = FALSE))
  total <- a$total
  list(items = names(d), n = nrow(d), alpha = total$raw_alpha, alpha_std = total$std.alpha, g6 = total[["G6(smc)"]],
       average_r = total$average_r, ase = total$ase, feldt = c(a$feldt$lower.ci[[1]], a$feldt$upper.ci[[1]]),
       alpha_deleted = a$alpha.drop$raw_alpha, r_drop = a$item.stats$r.drop)
}
guttman <- function(d) {
  capture.output(s <- quietly(psych::splitHalf(d, raw = TRUE, n.sample = 20000)))
  list(items = names(d), best = s$maxrb, worst = s$minrb, average = s$meanr, lambda6 = s$lambda6, lambda2 = s$lambda2, n_splits = length(s$raw))
}
keep(list(scales = c(lapply(SCALES, function(items) of_scale(BFI[items])),
                     list(hs = of_scale(HS[paste0("x", 1:9)]))),
          splits = list(hs6 = guttman(HS[paste0("x", 1:6)]), bfi8 = guttman(data.frame(BFI[SCALES$N], 7 - BFI[c("E1", "E2", "E3")]))),
          ordinal_alpha = lapply(list(F1 = 1:4, F2 = 5:8, F3 = 9:12), function(j) {
            r <- lavCor(LIKERT[paste0("q", j)], ordered = paste0("q", j))
            quietly(psych::alpha(r))$total$std.alpha })), "psych")

# semTools: of a fitted model.
of_fit <- function(fit) list(
  omega_observed = as.list(compRelSEM(fit)), omega = as.list(compRelSEM(fit, obs.var = FALSE)),
  ave = as.list(AVE(fit)), ave_implied = as.list(AVE(fit, obs.var = FALSE)))
of_ordinal <- function(fit) c(of_fit(fit), list(
  latent_observed = as.list(compRelSEM(fit, ord.scale = FALSE)),
  latent = as.list(compRelSEM(fit, ord.scale = FALSE, obs.var = FALSE))))
fitted_by <- function(model, data, ...) polished_fit("cfa", model, list(data = data, ...), identical(list(...)$estimator, "WLSMV"))$fit
hs <- fitted_by(hs3, HS)
residual <- fitted_by("f =~ x1 + x2 + x3 + x4 + x5\nx1 ~~ x2", HS)
bfi <- fitted_by(text_of(SCALES), BFI)
likert <- fitted_by(likert3, LIKERT, ordered = TRUE, estimator = "WLSMV")
likert_theta <- fitted_by(likert3, LIKERT, ordered = TRUE, estimator = "WLSMV", parameterization = "theta")
second <- fitted_by(paste0(hs3, "\ng =~ visual + textual + speed"), HS)
second_likert <- fitted_by(paste0(likert3, "\ng =~ F1 + F2 + F3"), LIKERT, ordered = TRUE, estimator = "WLSMV")
bifactor_text <- paste0("g =~ ", paste0("x", 1:9, collapse = " + "), "\n", hs3)
bifactor <- fitted_by(bifactor_text, HS, orthogonal = TRUE, std.lv = TRUE)
keep(list(
  hs = c(of_fit(hs), list(model = hs3)),
  residual = c(of_fit(residual), list(model = "f =~ x1 + x2 + x3 + x4 + x5\nx1 ~~ x2")),
  bfi = c(of_fit(bfi), list(model = text_of(SCALES))),
  likert = c(of_ordinal(likert), list(model = likert3)),
  likert_theta = c(of_ordinal(likert_theta), list(model = likert3)),
  second = list(model = paste0(hs3, "\ng =~ visual + textual + speed"), L2 = as.list(quietly(reliabilityL2(second, "g"))),
                higher = as.list(quietly(compRelSEM(second, higher = "g", obs.var = FALSE)))),
  second_likert = list(model = paste0(likert3, "\ng =~ F1 + F2 + F3"), higher = as.list(quietly(compRelSEM(second_likert, higher = "g", obs.var = FALSE, ord.scale = FALSE)))),
  bifactor = list(model = bifactor_text, omega = as.list(quietly(compRelSEM(bifactor, obs.var = FALSE)))),
  one_factor = list(items = paste0("x", 4:6), maximal = quietly(maximalRelia(fitted_by("f =~ x4 + x5 + x6", HS)))[[1]])
), "semtools")

# Validity: HTMT, and tests that two constructs are one.
differences <- function(fit) {
  text <- capture.output(d <- quietly(discriminantValidity(fit, cutoff = .9)))
  d <- as.data.frame(d)
  d[, sapply(d, function(x) is.numeric(x) || is.character(x))]
}
scaled <- function(model, pair, data, at, ...) {
  free <- cfa(model, data = data, std.lv = TRUE, ...)
  fixed <- cfa(paste0(model, "\n", pair[1], " ~~ ", at, "*", pair[2]), data = data, std.lv = TRUE, ...)
  r <- quietly(lavTestLRT(free, fixed, method = "satorra.2000", A.method = "exact"))
  list(pair = pair, at = at, chisq = r[2, "Chisq diff"], df = r[2, "Df diff"], p = r[2, "Pr(>Chisq)"])
}
pairs <- list(c("F1", "F2"), c("F1", "F3"), c("F2", "F3"))
keep(list(
  htmt = list(hs = square(htmt(hs3, data = HS, htmt2 = FALSE)), bfi = square(quietly(htmt(text_of(SCALES), data = BFI, htmt2 = FALSE))),
              likert = square(quietly(htmt(likert3, data = LIKERT, ordered = paste0("q", 1:12), htmt2 = FALSE)))),
  htmt2 = list(hs = square(htmt(hs3, data = HS)), likert = square(quietly(htmt(likert3, data = LIKERT, ordered = paste0("q", 1:12))))),
  discriminant = list(hs = differences(cfa(hs3, data = HS, std.lv = TRUE))),
  scaled = list(likert = c(lapply(pairs, function(p) scaled(likert3, p, LIKERT, .9, ordered = TRUE, estimator = "WLSMV")),
                           lapply(pairs, function(p) scaled(likert3, p, LIKERT, 1, ordered = TRUE, estimator = "WLSMV"))),
                unweighted = lapply(pairs, function(p) scaled(likert3, p, LIKERT, .9, ordered = TRUE, estimator = "ULSMV"))),
  method_factor = local({
    text <- paste0(text_of(SCALES), "\nm =~ ", paste0("b*", unlist(SCALES), collapse = " + "),
                   "\nm ~~ 1*m\nm ~~ 0*A + 0*C + 0*E + 0*N + 0*O")
    f <- polished_fit("cfa", text, list(data = BFI, std.lv = TRUE))$fit
    s <- standardizedSolution(f)
    list(chisq = fitMeasures(f, "chisq")[[1]], df = fitMeasures(f, "df")[[1]], without = fitMeasures(bfi, "chisq")[[1]],
         correlations = s[s$op == "~~" & s$lhs != s$rhs & s$lhs != "m" & s$rhs != "m", c("lhs", "rhs", "est.std")],
         loadings = s[s$op == "=~" & s$lhs == "m", c("rhs", "est.std")]) }),
  harman = list(bfi = unname(eigen(cor(BFI))$values[1] / 25), bfi_minres = unname(fa(BFI, 1, fm = "minres", SMC = TRUE)$Vaccounted[1] / 25)),
  vif = list(bfi = as.list(diag(solve(cov2cor(lavInspect(bfi, "cov.lv"))))))
), "validity")

# Agreement within groups: the analysis of variance behind ICC(1) and ICC(2).
icc <- function(x, g) {
  a <- anova(aov(x ~ factor(g)))
  sizes <- table(g); k <- (sum(sizes) - sum(sizes^2) / sum(sizes)) / (length(sizes) - 1)
  ms <- a[["Mean Sq"]]
  list(msb = ms[1], msw = ms[2], f = a[["F value"]][1], p = a[["Pr(>F)"]][1], k = k)
}
keep(list(hs = icc(rowMeans(HS[paste0("x", 4:6)]), HS$school), grade = icc(HS$x9[!is.na(HS$grade)], HS$grade[!is.na(HS$grade)])), "agreement")
