# Reliability in several groups: reliability/by_group.json.  Run from tests/reference:
#   Rscript R/group_reliability.R
# psych gives alpha of each group; lavaan, with every coefficient written out as a defined
# parameter of a model of both groups, the coefficients, their differences and delta-method
# errors; semTools omega and AVE of each group; integrate() the distribution of Feldt's W.
suppressMessages({library(psych); library(semTools); library(jsonlite)})
source("R/polish.R")
HS <- read.csv("data/hs.csv")
LIKERT <- read.csv("data/likert.csv")
SCALES <- list(visual = paste0("x", 1:3), textual = paste0("x", 4:6), speed = paste0("x", 7:9))
GROUPS <- unique(HS$school)

# One line a parameter, the labels of both groups side by side: loadings l, residuals e, variances v.
both <- function(name, equal = FALSE) if (equal) paste0("c(", name, "_1, ", name, "_1)") else paste0("c(", name, "_1, ", name, "_2)")
measured <- function(equal) unlist(lapply(names(SCALES), function(f) {
  items <- SCALES[[f]]
  c(paste0(f, " =~ ", paste(c(paste0("1*", items[1]), paste0(both(paste0("l", items[-1]), equal), "*", items[-1])), collapse = " + ")),
    paste0(items, " ~~ ", both(paste0("e", items)), "*", items))
}))
loading <- function(item, g, equal) if (item %in% c("x1", "x4", "x7")) "1" else paste0("l", item, "_", if (equal) 1 else g)
defined <- function(variance, equal) unlist(lapply(names(SCALES), function(f) {
  items <- SCALES[[f]]
  of <- function(g) {
    l <- sapply(items, loading, g, equal); e <- paste0("e", items, "_", g); v <- variance(f, g)
    s2 <- paste0("(", l, "^2*", v, "/(", l, "^2*", v, " + ", e, "))")
    s <- paste0("sqrt", s2)
    c(paste0("omega_", f, "_", g, " := (", paste(l, collapse = "+"), ")^2*", v, "/((", paste(l, collapse = "+"), ")^2*", v, " + ", paste(e, collapse = "+"), ")"),
      paste0("cr_", f, "_", g, " := (", paste(s, collapse = "+"), ")^2/((", paste(s, collapse = "+"), ")^2 + 3 - ", paste(s2, collapse = " - "), ")"),
      paste0("ave_", f, "_", g, " := (", paste(s2, collapse = "+"), ")/3"))
  }
  c(of(1), of(2), paste0("d_", c("omega", "cr", "ave"), "_", f, " := ", c("omega", "cr", "ave"), "_", f, "_1 - ", c("omega", "cr", "ave"), "_", f, "_2"))
}))
own_variance <- function(f, g) paste0("v", f, "_", g)
plain <- function(equal) paste(c(measured(equal), paste0(names(SCALES), " ~~ ", both(paste0("v", names(SCALES))), "*", names(SCALES)), defined(own_variance, equal)), collapse = "\n")
# A second order: what the first order explains of the items is spread over g and disturbances d.
second <- local({
  f <- names(SCALES)
  upper <- c("g =~ 1*visual + c(h2_1, h2_2)*textual + c(h3_1, h3_2)*speed", "g ~~ c(vg_1, vg_2)*g", paste0(f, " ~~ ", both(paste0("d", f)), "*", f))
  of <- function(g) {
    h <- c("1", paste0("h", 2:3, "_", g))
    sums <- sapply(f, function(k) paste0("(", paste(sapply(SCALES[[k]], loading, g, FALSE), collapse = "+"), ")"))
    common <- paste0("(", paste0(sums, "*", h, collapse = " + "), ")^2*vg_", g)
    specific <- paste0(sums, "^2*d", f, "_", g, collapse = " + ")
    noise <- paste0("e", unlist(SCALES), "_", g, collapse = " + ")
    top <- paste0("(", paste(h, collapse = " + "), ")^2*vg_", g)
    c(paste0("l1_", g, " := ", common, "/(", common, " + ", specific, " + ", noise, ")"),
      paste0("l2_", g, " := ", top, "/(", top, " + ", paste0("d", f, "_", g, collapse = " + "), ")"),
      paste0("partial_", g, " := ", common, "/(", common, " + ", noise, ")"),
      paste0("total_", g, " := 1 - (", noise, ")/(", common, " + ", specific, " + ", noise, ")"))
  }
  keys <- c("l1", "l2", "partial", "total")
  paste(c(measured(FALSE), upper, of(1), of(2), paste0("d_", keys, " := ", keys, "_1 - ", keys, "_2")), collapse = "\n")
})
defined_of <- function(model, ...) {
  fit <- polished_fit("cfa", model, list(data = HS, group = "school", ...))$fit
  p <- parameterEstimates(fit)
  p <- p[p$op == ":=", ]
  setNames(lapply(seq_len(nrow(p)), function(i) list(est = p$est[i], se = p$se[i], z = p$z[i])), p$lhs)
}
# Alphas as functions of free variances and covariances: a saturated model of each scale in both groups.
alphas <- function(items, ...) {
  pairs <- combn(items, 2)
  lines <- c(paste0(items, " ~~ ", both(paste0("s", items)), "*", items),
             apply(pairs, 2, function(p) paste0(p[1], " ~~ ", both(paste0("s", p[1], p[2])), "*", p[2])))
  of <- function(g) {
    trace <- paste0("s", items, "_", g, collapse = "+")
    off <- paste0("s", pairs[1, ], pairs[2, ], "_", g, collapse = "+")
    paste0("a_", g, " := 3/2*(1 - (", trace, ")/(", trace, " + 2*(", off, ")))")
  }
  fit <- polished_fit("cfa", paste(c(lines, of(1), of(2)), collapse = "\n"), list(data = HS, group = "school", ...))$fit
  p <- parameterEstimates(fit); p <- p[p$op == ":=", ]
  list(est = p$est, se = p$se)
}
in_group <- function(fit_call) { found <- quietly(fit_call); found <- as.data.frame(found); lapply(split(found, found$group), as.list) }
of_psych <- function(items) lapply(setNames(GROUPS, GROUPS), function(g) {
  t <- quietly(psych::alpha(HS[HS$school == g, items], check.keys = FALSE))
  list(alpha = t$total$raw_alpha, feldt = c(t$feldt$lower.ci[[1]], t$feldt$upper.ci[[1]])) })
feldt <- function(a1, a2, n1, n2, k1, k2) {
  w <- (1 - a1)/(1 - a2)
  f <- function(lower) integrate(function(x) pf(w*x, n2 - 1, (n2 - 1)*(k2 - 1), lower.tail = lower)*df(x, n1 - 1, (n1 - 1)*(k1 - 1)), 0, Inf, rel.tol = 1e-12, abs.tol = 0)$value
  list(alpha = c(a1, a2), n = c(n1, n2), k = c(k1, k2), w = w, p = 2*min(f(TRUE), f(FALSE)))
}
simple <- paste(names(SCALES), "=~", sapply(SCALES, paste, collapse = " + "), collapse = "\n")
hs <- polished_fit("cfa", simple, list(data = HS, group = "school"))$fit
likert3 <- "F1 =~ q1 + q2 + q3 + q4\nF2 =~ q5 + q6 + q7 + q8\nF3 =~ q9 + q10 + q11 + q12"
likert <- quietly(cfa(likert3, LIKERT, group = "group", ordered = TRUE, estimator = "WLSMV", control = list(rel.tol = 1e-14, iter.max = 20000)))
write_json(list(
  model = simple, second_model = paste0(simple, "\ng =~ visual + textual + speed"), likert_model = likert3,
  configural = defined_of(plain(FALSE)), metric = defined_of(plain(TRUE)), robust = defined_of(plain(FALSE), estimator = "MLR"),
  second = defined_of(second),
  alpha = list(psych = lapply(SCALES, of_psych), normal = lapply(SCALES, alphas, meanstructure = TRUE),
               any = lapply(SCALES, alphas, estimator = "MLM")),
  semtools = list(omega = in_group(compRelSEM(hs, obs.var = FALSE)), ave = in_group(AVE(hs, obs.var = FALSE)),
                  likert = in_group(compRelSEM(likert, obs.var = FALSE))),
  feldt = list(feldt(.88, .76, 200, 250, 8, 8), feldt(.7, .75, 40, 55, 4, 4), feldt(.9, .6, 20, 15, 3, 5), feldt(.8, .8, 30, 30, 5, 5))
), "reliability/by_group.json", digits = I(13), auto_unbox = TRUE, na = "null", null = "null", pretty = 1)
