# Writes factor_scores.json: scores of the first respondents by lavPredict of lavaan 0.6-14.
# Run from tests/results/data:  Rscript factor_scores.R ../../reference/data
#
# Not here, because lavaan 0.6-14 is not right: theta parameterization (its scores are no multiples
# of those of the delta parameterization, which the same latent variables have), and items a
# covariate points at directly (it leaves that effect out).
suppressMessages({library(lavaan); library(jsonlite)})
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name) read.csv(file.path(folder, name))
q <- paste0("q", 1:12)
likert <- read("likert.csv")[q]
mixed <- read("mixed.csv")
hs <- read("hs.csv")
three <- "F1 =~ q1+q2+q3+q4\nF2 =~ q5+q6+q7+q8\nF3 =~ q9+q10+q11+q12"
mimic <- "f1 =~ q1+q2+q3+q4\nf2 =~ q5+q6+q7+q8\nf1 ~ x1+x2\nf2 ~ f1+x1"
hs3 <- "visual =~ x1+x2+x3\ntextual =~ x4+x5+x6\nspeed =~ x7+x8+x9"

result <- list()
add <- function(name, data, model, methods, ordered = NULL) {
  fit <- if (is.null(ordered)) sem(model, data, meanstructure = TRUE)
         else sem(model, data, ordered = ordered, estimator = "WLSMV")
  scores <- lapply(methods, function(m) unclass(lavPredict(fit, method = m))[1:12, ])
  names(scores) <- methods
  result[[name]] <<- list(model = model, ordered = ordered, factors = colnames(scores[[1]]),
                          scores = lapply(scores, function(s) unname(as.matrix(s))))
}
ordinal <- c("EBM", "ML")
linear <- c("regression", "Bartlett")
add("three", likert, three, ordinal, q)
add("second_order", likert, paste0(three, "\nG =~ F1+F2+F3"), "EBM", q)
add("mimic", mixed, mimic, ordinal, q[1:8])
add("outcome", mixed, paste0(mimic, "\ny ~ f1+f2"), ordinal, c(q[1:8], "y"))
add("hs", hs, hs3, linear)
add("hs_residuals", hs, paste0(hs3, "\nx1 ~~ x7"), linear)
add("hs_covariate", hs, paste0(hs3, "\nvisual + textual + speed ~ ageyr"), linear)
add("hs_outcome", hs, paste0(hs3, "\ngrade ~ visual + speed"), linear)
add("hs_second_order", hs, paste0(hs3, "\ng =~ visual + textual + speed"), "regression")
write_json(result, "factor_scores.json", auto_unbox = TRUE, digits = 9, na = "null")
