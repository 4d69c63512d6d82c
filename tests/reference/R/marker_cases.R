# The CFA marker technique (Williams, Hartman & Cavazotte 2010) by lavaan: reliability/marker.json.
# Run from tests/reference:  Rscript R/marker_cases.R
# Two constructs and a marker of bfi; likert.csv for ordinal items.  Every model is taken to a
# gradient of zero (R/polish.R).
suppressMessages({library(jsonlite)})
source("R/polish.R")

BFI <- na.omit(read.csv("../../surveys/bfi/responses.csv")[, 1:25])
for (item in c("A1", "C4", "C5", "E1", "E2", "O2", "O5")) BFI[[item]] <- 7 - BFI[[item]]
LIKERT <- read.csv("data/likert.csv")
number <- function(x) sprintf("%.12f", x)

technique <- function(scales, marker, data, ...) {
  args <- list(data = data, std.lv = TRUE, ...)
  ordinal <- identical(args$estimator, "WLSMV")
  fitted_by <- function(model) polished_fit("cfa", model, args, ordinal)$fit
  substance <- paste(names(scales), "=~", sapply(scales, paste, collapse = " + "), collapse = "\n")
  items <- unlist(scales, use.names = FALSE)
  cfa_fit <- fitted_by(paste0(substance, "\nM =~ ", paste(marker, collapse = " + ")))
  found <- parameterEstimates(cfa_fit)
  loading <- sapply(marker, function(i) found$est[found$op == "=~" & found$rhs == i])
  rest <- sapply(marker, function(i) found$est[found$op == "~~" & found$lhs == i & found$rhs == i])
  held <- function(further) paste0(
    substance, "\nM =~ ", paste(c(paste0(number(loading), "*", marker), further), collapse = " + "),
    if (!ordinal) paste0("\n", marker, " ~~ ", number(rest), "*", marker, collapse = ""),
    paste0("\nM ~~ 0*", names(scales), collapse = ""))
  baseline <- fitted_by(held(NULL)); text_c <- held(paste0("b*", items)); text_u <- held(items)
  method_c <- fitted_by(text_c); method_u <- fitted_by(text_u)
  test <- function(restricted, general) {
    r <- quietly(if (ordinal) lavTestLRT(general, restricted, method = "satorra.2000", A.method = "delta")
                 else lavTestLRT(general, restricted))
    list(chisq = r[2, "Chisq diff"], df = r[2, "Df diff"], p = r[2, "Pr(>Chisq)"])
  }
  tests <- list(test(baseline, method_c), test(method_c, method_u))
  kept <- if (tests[[2]]$p < .05) method_u else method_c
  b <- parameterEstimates(baseline)
  pairs <- b[b$op == "~~" & b$lhs != b$rhs & b$lhs %in% names(scales) & b$rhs %in% names(scales), ]
  fixed <- paste0("\n", pairs$lhs, " ~~ ", number(pairs$est), "*", pairs$rhs, collapse = "")
  method_r <- fitted_by(paste0(if (tests[[2]]$p < .05) text_u else text_c, fixed))
  tests[[3]] <- test(method_r, kept)
  k <- parameterEstimates(kept); k <- k[k$op == "=~" & k$lhs == "M" & k$rhs %in% items, ]
  sensitive <- function(level) {
    value <- k$est + sign(k$est) * qnorm((1 + level) / 2) * k$se
    fitted_by(held(paste0(number(value), "*", k$rhs)))
  }
  fits <- list(CFA = cfa_fit, Baseline = baseline, `Method-C` = method_c, `Method-U` = method_u, `Method-R` = method_r,
               `Method-S(0.05)` = sensitive(.95), `Method-S(0.01)` = sensitive(.99))
  std <- function(f) { s <- standardizedSolution(f); s[s$op %in% c("=~", "~~") & s$lhs != s$rhs, c("lhs", "op", "rhs", "est.std")] }
  list(scales = scales, marker = marker, tests = tests,
       fits = lapply(fits, function(f) list(chisq = fitMeasures(f, "chisq")[[1]], df = fitMeasures(f, "df")[[1]], std = std(f))))
}
write_json(list(
  bfi = technique(list(A = paste0("A", 1:5), C = paste0("C", 1:5)), paste0("O", 1:5), BFI),
  likert = technique(list(F1 = paste0("q", 1:4), F2 = paste0("q", 5:8)), paste0("q", 9:12), LIKERT,
                     ordered = paste0("q", 1:12), estimator = "WLSMV")),
  "reliability/marker.json", digits = I(13), auto_unbox = TRUE, na = "null", pretty = 1)
