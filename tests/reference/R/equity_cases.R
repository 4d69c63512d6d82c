# Gaps between groups, written by hand as defined parameters of lavaan:
#   Rscript R/equity_cases.R        (in tests/reference) -> groups/equity.json
# The first group has means 0 and residual variances 1, which stand as numbers in the definitions.
# Covariates are random here (fixed.x = FALSE): their means and covariances are parameters, so that
# lavaan's delta method includes their sampling.
source("R/polish.R")
library(jsonlite)
out <- list()
defined <- function(fit) {
  d <- parameterEstimates(fit)
  d <- d[d$op == ":=", c("lhs", "est", "se")]
  setNames(lapply(seq_len(nrow(d)), function(i) list(est = d$est[i], se = d$se[i])), d$lhs)
}
keep <- function(fun, model, data, ...) defined(polished_fit(fun, model, list(data = data, ...))$fit)
standard <- function(x) (x - mean(x)) / sqrt(mean((x - mean(x))^2))

hs <- read.csv("data/hs.csv")
hs <- hs[complete.cases(hs), ]
hs$age <- standard(hs$ageyr + hs$agemo / 12)
hs$male <- standard(hs$sex)
n <- table(hs$school)[unique(hs$school)]
w <- paste0(c("w1 <- ", "w2 <- "), n)
n1 <- as.numeric(n[1]); n2 <- as.numeric(n[2])
factors <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
moments <- function(f, k) sprintf("%s ~ c(0, NA)*1 + c(m%d1, m%d2)*1\n%s ~~ c(1, NA)*%s + c(p%d1, p%d2)*%s\n",
                                  f, k, k, f, f, k, k, f)
pooled <- function(a, b) sprintf("sqrt((%d*(%s) + %d*(%s))/%d)", n1, a, n2, b, n1 + n2)

# The gap as it is: all equal, and two intercepts free.
raw <- paste0(factors, moments("visual", 1), moments("textual", 2), moments("speed", 3),
  paste(sprintf("gap%d := m%d2/%s\nglass%d := m%d2", 1:3, 1:3,
        mapply(pooled, "1", paste0("p", 1:3, "2")), 1:3, 1:3), collapse = "\n"))
for (estimator in c("ML", "MLR")) {
  out[[paste0("raw_", estimator)]] <- keep("cfa", raw, hs, group = "school", std.lv = TRUE,
    estimator = estimator, group.equal = c("loadings", "intercepts"))
  out[[paste0("partial_", estimator)]] <- keep("cfa", raw, hs, group = "school", std.lv = TRUE,
    estimator = estimator, group.equal = c("loadings", "intercepts"), group.partial = c("x3~1", "x7~1"))
}

# The gap in the mean of the items of visual: of the factor, and of the biased item, in points.
bias <- paste0("visual =~ c(l1, l1)*x1 + c(l2, l2)*x2 + c(l3, l3)*x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n",
  "x3 ~ c(i1, i2)*1\n", moments("visual", 1), moments("textual", 2), moments("speed", 3),
  "latent := (l1 + l2 + l3)/3*m12\nbias := (i2 - i1)/3")
out$bias <- keep("cfa", bias, hs, group = "school", std.lv = TRUE,
  group.equal = c("loadings", "intercepts"), group.partial = c("x3~1", "x7~1"))

# With missing answers, by full information.
holes <- read.csv("data/hs_missing.csv")
n0 <- c(n1, n2)
nm <- table(holes$school)[unique(holes$school)]; n1 <- as.numeric(nm[1]); n2 <- as.numeric(nm[2])
fiml <- paste0(factors, moments("visual", 1), moments("textual", 2), moments("speed", 3),
  paste(sprintf("gap%d := m%d2/%s", 1:3, 1:3, mapply(pooled, "1", paste0("p", 1:3, "2"))), collapse = "\n"))
# As lavaan leaves it: the polished gradient is that of complete data.
out$fiml <- defined(cfa(fiml, holes, group = "school", std.lv = TRUE, optim.force.converged = TRUE,
  control = list(rel.tol = 1e-14, iter.max = 5000), missing = "fiml", estimator = "MLR",
  group.equal = c("loadings", "intercepts")))
n1 <- n0[1]; n2 <- n0[2]

# By wave: grade 7 and 8 stand for waves; four cells.  The gap of visual, its change.
hs$cell <- paste(hs$school, "|", hs$grade)
cells <- as.vector(outer(unique(hs$school), sort(unique(hs$grade)), function(s, g) paste(s, "|", g)))
cells <- cells[order(match(sub(" .*", "", cells), unique(hs$school)), sub(".* ", "", cells))]
nc <- as.numeric(table(hs$cell)[cells])
wave <- paste0(factors, "visual ~ c(0, NA, NA, NA)*1 + c(m1, m2, m3, m4)*1
visual ~~ c(1, NA, NA, NA)*visual + c(p1, p2, p3, p4)*visual
sd := sqrt((", nc[1], " + ", paste(sprintf("%d*p%d", nc[2:4], 2:4), collapse = " + "), ")/", sum(nc), ")
first := m3/sd
second := (m4 - m2)/sd
change := (m4 - m2 - m3)/sd\n")
out$waves <- keep("cfa", wave, hs, group = "cell", group.label = cells, std.lv = TRUE,
  group.equal = c("loadings", "intercepts"))

# Adjusted for age and sex, and the parts of the gap of visual.
covariates <- "age ~ c(a1, a2)*1\nmale ~ c(s1, s2)*1
age ~~ c(va1, va2)*age\nmale ~~ c(vs1, vs2)*male\nage ~~ c(vc1, vc2)*male\n"
adjusted <- function(equal) {
  b <- if (equal) c("b", "b") else c("b1", "b2"); g <- if (equal) c("g", "g") else c("g1", "g2")
  total <- sprintf("(%s + %s^2*va%d + 2*%s*%s*vc%d + %s^2*vs%d)", c("1", "p12"), b, 1:2, b, g, 1:2, g, 1:2)
  mean <- sprintf("(%s + %s*a%d + %s*s%d)", c("0", "m12"), b, 1:2, g, 1:2)
  xa <- sprintf("((%d*a1 + %d*a2)/%d)", n1, n2, n1 + n2); xs <- gsub("a", "s", xa)
  pb <- sprintf("((%d*%s + %d*%s)/%d)", n1, b[1], n2, b[2], n1 + n2)
  pg <- sprintf("((%d*%s + %d*%s)/%d)", n1, g[1], n2, g[2], n1 + n2)
  parts <- c(
    total = sprintf("%s - %s", mean[2], mean[1]),
    adjusted = sprintf("(m12 + %s*%s + %s*%s) - (%s*%s + %s*%s)", b[2], xa, g[2], xs, b[1], xa, g[1], xs),
    pooled_age = sprintf("%s*(a2 - a1)", pb), pooled_male = sprintf("%s*(s2 - s1)", pg),
    reference_age = sprintf("%s*(a2 - a1)", b[1]), reference_male = sprintf("%s*(s2 - s1)", g[1]),
    pooled_slopes_age = sprintf("(%s - %s)*(a2 - %s) + (%s - %s)*(a1 - %s)", b[2], pb, xa, pb, b[1], xa),
    reference_slopes_age = sprintf("(%s - %s)*(a2 - %s)", b[2], b[1], xa))
  if (equal) parts <- parts[1:4]
  sd <- pooled(total[1], total[2])
  text <- paste0(factors, moments("visual", 1), moments("textual", 2), moments("speed", 3),
    sprintf("visual ~ c(%s, %s)*age + c(%s, %s)*male\n", b[1], b[2], g[1], g[2]),
    "textual ~ age + male\nspeed ~ age + male\n", covariates,
    paste(sprintf("%s := %s", names(parts), parts), collapse = "\n"), "\n",
    paste(sprintf("d_%s := (%s)/%s", names(parts), parts, sd), collapse = "\n"))
  keep("sem", text, hs, group = "school", std.lv = TRUE, fixed.x = FALSE,
    group.equal = c("loadings", "intercepts", if (equal) "regressions"))
}
out$adjusted_equal <- adjusted(TRUE)
out$adjusted_free <- adjusted(FALSE)

# By path: speed explained by two other factors, paths equal.
path <- paste0(factors, moments("visual", 1), moments("textual", 2), moments("speed", 3),
  "speed ~ c(b, b)*visual + c(g, g)*textual\nvisual ~~ c(c1, c2)*textual\n",
  sprintf("total := m32 + b*m12 + g*m22\nby_visual := b*m12\nby_textual := g*m22\nrest := m32\n"),
  paste(sprintf("d_%s := %s/%s", c("total", "by_visual", "by_textual", "rest"),
    c("(m32 + b*m12 + g*m22)", "(b*m12)", "(g*m22)", "m32"),
    pooled("(1 + b^2 + 2*b*g*c1 + g^2)", "(p32 + b^2*p12 + 2*b*g*c2 + g^2*p22)")), collapse = "\n"))
out$path <- keep("sem", path, hs, group = "school", std.lv = TRUE,
  group.equal = c("loadings", "intercepts", "regressions"))

# Ordinal items (theta; Wu & Estabrook 2016), a covariate given: one intercept free.
mixed <- read.csv("data/mixed.csv")
mixed$g <- ifelse(mixed$x2 > 0.5, "B", "A")
mixed$x <- standard(mixed$x1)
items <- paste0("q", 1:8)
mixed[items] <- lapply(mixed[items], ordered)
measured <- paste0("F1 =~ q1 + q2 + q3 + q4\nF2 =~ q5 + q6 + q7 + q8\n",
  paste(sprintf("%s ~ c(0, %s)*1\n%s ~~ c(1, NA)*%s", items, ifelse(items == "q2", "NA", "0"), items, items),
        collapse = "\n"), "\n", moments("F1", 1), moments("F2", 2))
nn <- table(mixed$g); N <- sum(nn)
levels <- unique(mixed$g)
nn <- as.numeric(nn[levels]); n1 <- nn[1]; n2 <- nn[2]
ordinal <- paste0(measured, paste(sprintf("gap%d := m%d2/%s", 1:2, 1:2,
  mapply(pooled, "1", paste0("p", 1:2, "2"))), collapse = "\n"))
out$ordinal <- keep("cfa", ordinal, mixed, group = "g", std.lv = TRUE, parameterization = "theta",
  group.equal = c("thresholds", "loadings", "intercepts"), group.partial = "q2~1")
xm <- tapply(mixed$x, mixed$g, mean)[levels]
xv <- tapply(mixed$x, mixed$g, var)[levels]
total <- sprintf("(%s + b^2*%.15f)", c("1", "p12"), xv)
sd <- pooled(total[1], total[2])
given <- paste0(measured, "F1 ~ c(b, b)*x\nF2 ~ x\n",
  sprintf("adjusted := m12/%s\nexplained := b*%.15f/%s\n", sd, xm[2] - xm[1], sd))
out$ordinal_adjusted <- keep("sem", given, mixed, group = "g", std.lv = TRUE, parameterization = "theta",
  group.equal = c("thresholds", "loadings", "intercepts", "regressions"), group.partial = "q2~1")
write(toJSON(out, auto_unbox = TRUE, digits = 12, pretty = TRUE), "groups/equity.json")
