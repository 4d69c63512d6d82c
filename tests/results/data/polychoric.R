# Writes polychoric.json: correlations and standard errors of lavaan 0.6-14 (likert.csv, its
# missing version, weights of mixed.csv) and correlations of psych 2.x (bfi, complete answers).
# Run from tests/results/data:  Rscript polychoric.R ../../reference/data ../../../surveys/bfi/responses.csv
suppressMessages({library(lavaan); library(psych); library(jsonlite)})
args <- commandArgs(trailingOnly = TRUE)
read <- function(name) read.csv(file.path(args[1], name))

case <- function(data, items, ...) {
  fit <- lavCor(data, ordered = items, se = "robust.sem", output = "fit", ...)
  v <- vcov(fit)
  pairs <- grepl("~~", colnames(v))
  est <- coef(fit)
  list(names = colnames(v)[pairs], correlations = unname(est[colnames(v)[pairs]]),
       thresholds = as.list(est[!pairs]), se = unname(sqrt(diag(v)[pairs])),
       first_row = unname(v[pairs, pairs][1, ]))
}
items <- paste0("q", 1:6)
bfi <- read.csv(args[2])[1:25]
bfi <- bfi[complete.cases(bfi), ]
rho <- suppressWarnings(suppressMessages(polychoric(bfi, correct = 0)$rho))
write_json(list(
  listwise = case(read("likert.csv")[items], items),
  pairwise = case(read("likert_missing.csv")[items], items, missing = "pairwise"),
  psych = list(names = colnames(rho), n = nrow(bfi), correlations = rho[lower.tri(rho)])
), "polychoric.json", auto_unbox = TRUE, digits = NA)
