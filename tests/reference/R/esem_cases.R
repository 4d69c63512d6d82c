# Exploratory structural equation models of lavaan: estimates, standard errors, measures of fit,
# and the value of the rotation criterion.  Run from tests/reference:  Rscript R/esem_cases.R
# lavaan's default standard errors are differences of rotations, which at its default stop can be
# off by several per cent: rotation.se = "bordered" takes the equations of the rotation instead.
suppressMessages({library(jsonlite); library(lavaan)})
OUT <- "esem"; dir.create(OUT, showWarnings = FALSE)
quietly <- function(x) suppressWarnings(suppressMessages(x))
hs <- read.csv("data/hs.csv"); likert <- read.csv("data/likert.csv")
bfi <- read.csv("../../surveys/bfi/responses.csv")[1:600, ]

ONLY <- commandArgs(trailingOnly = TRUE)
case <- function(id, data_name, data, model, rotation, args = list(), stop = 1e-5, ...) {
  if (length(ONLY) > 0 && !(id %in% ONLY)) return(invisible(NULL))
  rotate <- c(list(rstarts = 10, gpa.tol = stop), args)
  set.seed(1)
  fit <- quietly(sem(model, data, rotation = rotation, rotation.args = rotate, rotation.se = "bordered", ...))
  rows <- as.data.frame(quietly(parameterEstimates(fit, standardized = TRUE)))
  std <- as.data.frame(quietly(standardizedSolution(fit)))
  rows$std_se <- std$se[match(paste(rows$lhs, rows$op, rows$rhs), paste(std$lhs, std$op, std$rhs))]
  names(rows) <- sub("\\.", "_", names(rows))
  keep <- c("lhs", "op", "rhs", "est", "se", "std_all", "std_se")
  measures <- as.list(unclass(quietly(fitMeasures(fit))))
  names(measures) <- gsub(".", "_", names(measures), fixed = TRUE)
  write_json(list(id = id, data = data_name, model = model, rotation = rotation,
                  lavaan = as.character(packageVersion("lavaan")), parameters = rows[, keep],
                  fit_measures = measures[c("npar", "df", "chisq", "cfi", "rmsea", "srmr")]),
             file.path(OUT, paste0(id, ".json")), digits = NA, auto_unbox = TRUE, na = "null")
  cat(id, fitMeasures(fit, "chisq"), "\n")
}
block <- function(name, factors, items)
  paste0(paste0("efa(\"", name, "\")*", factors, collapse = " + "), " =~ ", paste(items, collapse = " + "))
x <- paste0("x", 1:9); q <- paste0("q", 1:12)
whole <- block("e", c("f1", "f2", "f3"), x)
part <- paste(block("e", c("f1", "f2"), x[1:6]), "speed =~ x7 + x8 + x9", "speed ~ f1 + f2",
              "f1 + f2 ~ ageyr", sep = "\n")
sets <- paste(block("b1", c("A", "C"), c(paste0("A", 1:5), paste0("C", 1:5))),
              block("b2", c("E", "N"), c(paste0("E", 1:5), paste0("N", 1:5))), "E + N ~ A + C", sep = "\n")
case("hs_geomin", "hs.csv", hs, whole, "geomin")
# Standardized errors (not raw ones) move by .005 from a stop at 1e-5; geomin does not reach 1e-7.
case("hs_oblimin", "hs.csv", hs, whole, "oblimin", stop = 1e-7)
case("hs_varimax", "hs.csv", hs, whole, "varimax")
goal <- matrix(0, 9, 3); goal[1:3, 1] <- NA; goal[4:6, 2] <- NA; goal[7:9, 3] <- NA
case("hs_target", "hs.csv", hs, whole, "pst", list(target = ifelse(is.na(goal), 0, goal), target.mask = 1 * !is.na(goal)))
case("hs_structural", "hs.csv", hs, part, "geomin")
case("hs_structural_none", "hs.csv", hs, part, "none")
case("bfi_sets", "responses.csv", bfi[complete.cases(bfi[, 1:25]), ], sets, "oblimin")
case("likert_wlsmv_oblimin", "likert.csv", likert, block("e", c("f1", "f2", "f3"), q), "oblimin",
     ordered = q, estimator = "WLSMV")
case("likert_wlsmv_geomin", "likert.csv", likert, block("e", c("f1", "f2", "f3"), q), "geomin",
     list(geomin.epsilon = 0.01), ordered = q, estimator = "WLSMV")
