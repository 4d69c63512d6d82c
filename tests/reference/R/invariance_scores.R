# Modification indices of parameters that a level of invariance fixes in later groups: intercepts (0)
# at the scalar level, residual variances (1) at the strict level.  Run from tests/reference:
#   Rscript R/invariance_scores.R
# makes groups/invariance_scores.json, with joint score tests of equal parameters.  Two groups of ordinal items, theta parameterization,
# Wu & Estabrook (2016); lavaan's modindices() with its expected parameter changes.
suppressMessages({library(lavaan); library(semTools); library(jsonlite)})
source("R/dump.R")
d <- read.csv("data/likert.csv")
m <- "F1 =~ q1+q2+q3+q4\nF2 =~ q5+q6+q7+q8\nF3 =~ q9+q10+q11+q12"
it <- paste0("q", 1:12)
equal <- list(scalar = c("thresholds", "loadings", "intercepts"),
              strict = c("thresholds", "loadings", "intercepts", "residuals"))
out <- list()
for (level in names(equal)) {
  text <- as.character(measEq.syntax(m, d, ordered = it, parameterization = "theta",
    ID.fac = "std.lv", ID.cat = "Wu.Estabrook.2016", group = "group", group.equal = equal[[level]]))
  fit <- polished_fit("lavaan", text, list(data = d, ordered = it, parameterization = "theta",
                                           group = "group", estimator = "WLSMV"))$fit
  mi <- modindices(fit, free.remove = FALSE, na.remove = FALSE)
  kept <- mi$group == 2 & mi$lhs %in% it & (if (level == "scalar") mi$op == "~1" else mi$op == "~~" & mi$lhs == mi$rhs)
  out[[level]] <- data.frame(item = mi$lhs, mi = mi$mi, epc = mi$epc)[kept, ]
  print(out[[level]])
}
# Joint score tests of letting go loading and intercept of one item (Holzinger & Swineford, ML).
hs <- read.csv("data/hs.csv")
fit <- polished_fit("cfa", "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9",
                    list(data = hs, group = "school", group.equal = c("loadings", "intercepts"),
                         std.lv = TRUE))$fit
table <- parTable(fit)
held <- table[table$op == "==", ]
out$joint <- do.call(rbind, lapply(paste0("x", 1:9), function(item) {
  own <- table$plabel[table$group == 2 & ((table$op == "=~" & table$rhs == item) |
                                          (table$op == "~1" & table$lhs == item))]
  released <- which(held$lhs %in% own | held$rhs %in% own)
  test <- lavTestScore(fit, release = released)$test
  data.frame(item = item, statistic = test$X2, df = test$df)
}))
print(out$joint)
write(toJSON(out, dataframe = "rows", digits = 12, auto_unbox = TRUE), "groups/invariance_scores.json")
