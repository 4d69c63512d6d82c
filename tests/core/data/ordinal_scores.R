# Writes ordinal_scores_*.csv: lavaan 0.6-14's estimates and factor scores of three models.
# Rscript ordinal_scores.R FOLDER, the folder with likert_mg.csv, likert_mg_missing.csv and
# binary5_cov.csv.  Models are fitted to all rows; answers and scores of the first 60 are kept.
suppressMessages(library(lavaan))
options(digits = 17)
folder <- commandArgs(trailingOnly = TRUE)[1]

write_case <- function(name, fit, answers, rows = 1:60) {
  estimates <- parameterEstimates(fit, se = FALSE)[c("lhs", "op", "rhs", "est")]
  write.csv(estimates, sprintf("ordinal_scores_%s_estimates.csv", name),
            row.names = FALSE, quote = FALSE)
  modal <- unclass(lavPredict(fit, method = "EBM"))
  likely <- unclass(lavPredict(fit, method = "ML"))
  colnames(modal) <- paste0("EBM_", colnames(modal))
  colnames(likely) <- paste0("ML_", colnames(likely))
  scores <- round(cbind(modal, likely), 9)
  write.csv(cbind(answers, scores)[rows, ], sprintf("ordinal_scores_%s.csv", name),
            row.names = FALSE, quote = FALSE)
}

items <- paste0("q", 1:12)
factors <- "F1 =~ q1 + q2 + q3 + q4
            F2 =~ q5 + q6 + q7 + q8
            F3 =~ q9 + q10 + q11 + q12"
complete <- read.csv(file.path(folder, "likert_mg.csv"))[items]
write_case("likert", cfa(factors, complete, ordered = items, estimator = "WLSMV"), complete)

holes <- read.csv(file.path(folder, "likert_mg_missing.csv"))[items]
fit <- cfa(factors, holes, ordered = items, estimator = "WLSMV", missing = "pairwise")
write_case("missing", fit, holes)

mixed <- read.csv(file.path(folder, "binary5_cov.csv"))
fit <- cfa("f =~ b1 + b2 + b3 + b4 + b5 + z", mixed, ordered = paste0("b", 1:5),
           estimator = "WLSMV")
write_case("mixed", fit, mixed)
