# Exploratory structural equation models of lavaan in several groups.  Run from tests/reference:
#   Rscript R/group_esem_cases.R [id ...]
# lavaan rotates every group by itself, also where loadings are equal: of those cases only the first
# group's rotation is a reference.  rotation = "none" keeps equal loadings equal.  The search for
# geomin does not reach a stop of 1e-7, that for oblimin does.
suppressMessages({library(jsonlite); library(lavaan)})
OUT <- "group_esem"; dir.create(OUT, showWarnings = FALSE)
ONLY <- commandArgs(trailingOnly = TRUE)
quietly <- function(x) suppressWarnings(suppressMessages(x))
hs <- read.csv("data/hs.csv"); likert <- read.csv("data/likert.csv"); missing <- read.csv("data/hs_missing.csv")

case <- function(id, data_name, data, model, rotation, group, equal = "none", args = list(),
                 stop = 1e-5, ...) {
  if (length(ONLY) > 0 && !(id %in% ONLY)) return(invisible(NULL))
  rotate <- c(list(rstarts = 30, gpa.tol = stop), args)
  set.seed(1)
  fit <- quietly(sem(model, data, group = group, group.equal = equal, rotation = rotation,
                     rotation.args = rotate, rotation.se = "bordered", ...))
  rows <- as.data.frame(quietly(parameterEstimates(fit, standardized = TRUE, remove.eq = TRUE)))
  rows <- rows[!(rows$op %in% c("==")), ]
  std <- as.data.frame(quietly(standardizedSolution(fit)))
  key <- function(t) paste(t$lhs, t$op, t$rhs, t$group)
  rows$std_se <- std$se[match(key(rows), key(std))]
  names(rows) <- sub("\\.", "_", names(rows))
  keep <- c("lhs", "op", "rhs", "group", "est", "se", "std_all", "std_se")
  measures <- as.list(unclass(quietly(fitMeasures(fit))))
  names(measures) <- gsub(".", "_", names(measures), fixed = TRUE)
  some <- c("npar", "df", "chisq", "cfi", "tli", "rmsea", "srmr", "chisq_scaled", "cfi_scaled", "aic")
  write_json(list(id = id, data = data_name, model = model, rotation = rotation, group = group, equal = I(setdiff(equal, "none")),
                  lavaan = as.character(packageVersion("lavaan")), parameters = rows[, keep],
                  fit_measures = measures[intersect(some, names(measures))]),
             file.path(OUT, paste0(id, ".json")), digits = NA, auto_unbox = TRUE, na = "null")
  cat(id, fitMeasures(fit, c("chisq", "df", "npar")), "\n")
}
block <- function(name, factors, items)
  paste0(paste0("efa(\"", name, "\")*", factors, collapse = " + "), " =~ ", paste(items, collapse = " + "))
x <- paste0("x", 1:9); q <- paste0("q", 1:12)
whole <- block("e", c("f1", "f2", "f3"), x)
part <- paste(block("e", c("f1", "f2"), x[1:6]), "speed =~ x7 + x8 + x9", "speed ~ f1 + f2",
              "f1 + f2 ~ ageyr", sep = "\n")
l <- "loadings"; li <- c(l, "intercepts"); lir <- c(li, "residuals")
case("hs_configural", "hs.csv", hs, whole, "geomin", "school")
case("hs_configural_oblimin", "hs.csv", hs, whole, "oblimin", "school", stop = 1e-7)
case("hs_metric", "hs.csv", hs, whole, "geomin", "school", l)
case("hs_scalar", "hs.csv", hs, whole, "geomin", "school", li)
case("hs_strict", "hs.csv", hs, whole, "geomin", "school", lir)
case("hs_latent", "hs.csv", hs, whole, "geomin", "school", c(lir, "lv.variances", "lv.covariances"))
case("hs_mlr_metric", "hs.csv", hs, whole, "oblimin", "school", l, estimator = "MLR")
case("hs_fiml_metric", "hs_missing.csv", missing, whole, "oblimin", "school", l, missing = "fiml")
case("hs_none_scalar", "hs.csv", hs, whole, "none", "school", li)
# lavaan leaves the covariance of regressed factors of later groups at 0, which no rotation keeps.
case("hs_structural_none", "hs.csv", hs, paste(part, "f1 ~~ c(0, NA)*f2", sep = "\n"), "none", "school", l)
three <- block("e", c("f1", "f2", "f3"), q)
case("likert_configural", "likert.csv", likert, three, "oblimin", "group", ordered = q, estimator = "WLSMV")
case("likert_metric", "likert.csv", likert, three, "oblimin", "group", c("thresholds", l), ordered = q, estimator = "WLSMV")
