# Everything a reference case compares, as one list, written as JSON with all digits.
suppressMessages(library(jsonlite))
source("R/polish.R")

OUT <- Sys.getenv("REFERENCE_OUT", "full")
dir.create(OUT, showWarnings = FALSE)

# One case: `fun` is "cfa", "sem", "growth" or "lavaan"; `data` a file of data/ (raw answers when it
# has rows of respondents, a covariance matrix when `n_obs` is given); `args` lavaan's own options.
reference_case <- function(id, title, fun, model, data, args = list(), n_obs = NULL, means = NULL) {
  if (length(ONLY) > 0 && !(id %in% ONLY)) return(invisible(NULL))
  input <- if (is.null(n_obs)) list(data = read_answers(data)) else
    c(list(sample.cov = read_covariance(data), sample.nobs = n_obs),
      if (is.null(means)) NULL else list(sample.mean = means))
  polished <- polished_fit(fun, model, c(input, args))
  fit <- polished$fit
  record <- list(
    id = id, title = title, data = data, covariance_input = !is.null(n_obs), means = means,
    model = model, lavaan_call = list(fun = fun, args = args), n_obs = lavInspect(fit, "ntotal"),
    gradient_max = polished$gradient_max, default_gradient_max = polished$default_gradient_max,
    default_distance = polished$default_distance,
    parameters = parameter_rows(fit), vcov = vcov_rows(fit),
    fit_measures = as.list(unclass(fitMeasures(fit))),
    r_squared = as.list(lavInspect(fit, "rsquare")),
    implied = moments(fitted(fit)), residuals = residual_tables(fit),
    modification_indices = index_rows(fit))
  write_json(record, file.path(OUT, paste0(id, ".json")), digits = NA, auto_unbox = TRUE,
             na = "null", null = "null", dataframe = "rows", pretty = FALSE)
  cat(sprintf("%-28s n=%d npar=%d df=%g chisq=%.6f gradient %.0e (lavaan's own stop %.0e, off by %.0e)\n",
              id, record$n_obs, record$fit_measures$npar, record$fit_measures$df,
              record$fit_measures$chisq, polished$gradient_max, polished$default_gradient_max,
              polished$default_distance))
}

read_answers <- function(file) {
  folder <- if (file == "responses.csv") "../../surveys/bfi" else "data"
  read.csv(file.path(folder, file), na.strings = c("", "NA"), check.names = FALSE)
}

read_covariance <- function(file) {
  table <- as.matrix(read.csv(file.path("data", file), check.names = FALSE))
  rownames(table) <- colnames(table)
  table
}

parameter_rows <- function(fit) {
  table <- parTable(fit)
  table <- table[!(table$op %in% c("==", "<", ">")), ]
  estimates <- quietly(as.data.frame(parameterEstimates(fit, standardized = TRUE, remove.nonfree = FALSE,
                                                remove.eq = TRUE, remove.ineq = TRUE)))
  stopifnot(nrow(estimates) == nrow(table), all(estimates$lhs == table$lhs),
            all(estimates$op == table$op), all(estimates$rhs == table$rhs))
  rows <- data.frame(lhs = table$lhs, op = table$op, rhs = table$rhs, label = table$label,
                     free = table$free > 0, est = estimates$est, se = estimates$se, z = estimates$z,
                     pvalue = estimates$pvalue, ci_lower = estimates$ci.lower,
                     ci_upper = estimates$ci.upper, std_lv = estimates$std.lv,
                     std_all = estimates$std.all)
  for (type in c("std.lv", "std.all")) {
    standardized <- quietly(as.data.frame(standardizedSolution(fit, type = type)))
    at <- match(paste(rows$lhs, rows$op, rows$rhs),
                paste(standardized$lhs, standardized$op, standardized$rhs))
    rows[[paste0(sub("\\.", "_", type), "_se")]] <- standardized$se[at]
  }
  rows
}

vcov_rows <- function(fit) {
  table <- parTable(fit)
  free <- table[table$free > 0, ]
  free <- free[order(free$free), ]
  list(names = paste0(free$lhs, " ", free$op, " ", free$rhs), values = unname(unclass(vcov(fit))))
}

moments <- function(x) list(names = rownames(x$cov), cov = unname(unclass(x$cov)),
                            mean = if (is.null(x$mean)) NULL else as.numeric(x$mean))

# Types as in lavaan's residuals(); "standardized" are z values, "cor" is Bollen's.  Their standard
# errors are those of expected information in every case: with information = "observed" lavaan
# projects on a first-order part of the Hessian, and z values of the same residual differ 60-fold.
residual_tables <- function(fit) {
  options <- fit@Options
  if (options$information[1] == "observed") {
    options$information <- rep("expected", length(options$information))
    table <- fit@ParTable
    table$start <- table$est
    fit <- quietly(lavaan(slotOptions = options, slotParTable = table, slotData = fit@Data,
                          slotSampleStats = fit@SampleStats))
  }
  types <- c(raw = "raw", cor = "cor.bollen", cor_bentler = "cor.bentler", normalized = "normalized",
             standardized = "standardized", standardized_mplus = "standardized.mplus")
  lapply(types, function(type) tryCatch(moments(quietly(residuals(fit, type = type))),
                                        error = function(e) NULL))
}

index_rows <- function(fit) {
  indices <- tryCatch(quietly(as.data.frame(modindices(fit))), error = function(e) NULL)
  if (is.null(indices) || nrow(indices) == 0) return(list())
  names(indices) <- sub("\\.", "_", names(indices))
  groups <- if (is.null(indices$group)) NULL else "group"
  indices[c("lhs", "op", "rhs", groups, "mi", "epc", "sepc_lv", "sepc_all")]
}

# Of several groups, one row a parameter.
grouped_rows <- function(fit) {
  table <- parTable(fit)
  table <- table[!(table$op %in% c("==", "<", ">")), ]
  estimates <- quietly(as.data.frame(parameterEstimates(fit, standardized = TRUE,
                                                        remove.nonfree = FALSE, remove.eq = TRUE)))
  stopifnot(nrow(estimates) == nrow(table), all(estimates$lhs == table$lhs),
            all(estimates$op == table$op), all(estimates$rhs == table$rhs))
  rows <- data.frame(lhs = table$lhs, op = table$op, rhs = table$rhs, group = table$group,
                     free = table$free > 0, est = estimates$est, se = estimates$se,
                     std_lv = estimates$std.lv, std_all = estimates$std.all)
  standardized <- quietly(as.data.frame(standardizedSolution(fit)))
  at <- match(paste(rows$lhs, rows$op, rows$rhs, rows$group),
              paste(standardized$lhs, standardized$op, standardized$rhs,
                    if (is.null(standardized$group)) 1 else standardized$group))
  rows$std_all_se <- standardized$se[at]
  rows
}

# Measures of fit, shifts of the scaled and shifted statistics, tests of the residuals.
measures_of <- function(fit) {
  measures <- as.list(unclass(quietly(fitMeasures(fit))))
  shift <- function(tests) unlist(lapply(tests, function(test) test$shift.parameter))
  measures$chisq.shift.parameter <- unname(shift(lavInspect(fit, "test")))
  measures$baseline.chisq.shift.parameter <- unname(shift(fit@baseline$test))
  for (test in c("browne.residual.adf", "browne.residual.nt")) {
    found <- tryCatch(quietly(lavTest(fit, test = test)), error = function(e) NULL)
    if (is.null(found)) next
    measures[[paste0("chisq.", test)]] <- found$stat
    measures[[paste0("df.", test)]] <- found$df
    measures[[paste0("pvalue.", test)]] <- found$pvalue
  }
  Filter(Negate(is.null), measures)
}

response_moments <- function(x) {
  names(x) <- sub("^res\\.", "", names(x))
  list(names = I(rownames(x$cov)), cov = unname(unclass(x$cov)), mean = NULL)
}
