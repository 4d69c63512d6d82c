# Longitudinal invariance: semTools' measEq.syntax(longFacNames = ...), fitted by lavaan, and data
# made for it (two factors of three items, three waves, 500 people).  Run from tests/reference:
#   Rscript R/longitudinal.R
# makes data/waves.csv (x1_t1 ... continuous, q1_t1 ... the same in five categories) and
# longitudinal/levels.json; the texts longitudinal/*.lav are what gainsem.longitudinal_model() writes,
# and lavaan fits them as they are.
suppressMessages({library(lavaan); library(semTools); library(jsonlite)})
set.seed(20240611)
n <- 500; waves <- paste0("t", 1:3); items <- 1:6
loading <- c(.8, .7, .75, .7, .8, .65); intercept <- c(.1, -.2, 0, .3, -.1, .2)
residual <- c(.6, .7, .65, .7, .6, .75)
traits <- matrix(rnorm(2 * n), n); traits[, 2] <- .4 * traits[, 1] + sqrt(1 - .16) * traits[, 2]
own <- matrix(rnorm(6 * n), n)
data <- list()
for (w in seq_along(waves)) {
  states <- .8 * traits + .6 * matrix(rnorm(2 * n), n) + rep(c(0, .2, .35)[w], n)
  for (i in items) {
    nu <- intercept[i] + if (i == 2 && w == 3) -.5 else 0   # x2 drifts in the last wave
    noise <- residual[i] * (.5 * own[, i] + sqrt(.75) * rnorm(n))
    value <- nu + loading[i] * states[, if (i <= 3) 1 else 2] + noise
    data[[paste0("x", i, "_", waves[w])]] <- round(value, 4)
    data[[paste0("q", i, "_", waves[w])]] <- cut(value, c(-Inf, -1, -.3, .4, 1.2, Inf), labels = FALSE)
  }
}
data <- as.data.frame(data)
data <- data[c(grep("^x", names(data)), grep("^q", names(data)))]
write.csv(data, "data/waves.csv", row.names = FALSE, quote = FALSE)

model_of <- function(p) paste(unlist(lapply(waves, function(w) c(
  sprintf("trust_%s =~ %s", w, paste0(p, 1:3, "_", w, collapse = " + ")),
  sprintf("care_%s =~ %s", w, paste0(p, 4:6, "_", w, collapse = " + "))))), collapse = "\n")
factors <- list(trust = paste0("trust_", waves), care = paste0("care_", waves))
indicators <- function(p) setNames(lapply(items, function(i) paste0(p, i, "_", waves)), paste0(p, items))
kept <- c("npar", "df", "chisq", "chisq.scaled", "cfi", "rmsea", "srmr")
study <- function(p, levels, ...) {
  fits <- lapply(levels, function(equal) measEq.syntax(model_of(p), data, ID.fac = "std.lv",
    longFacNames = factors, longIndNames = indicators(p), long.equal = equal, auto = "all",
    return.fit = TRUE, warn = FALSE, ...))
  measures <- lapply(fits, function(fit) as.list(fitMeasures(fit, intersect(kept, names(fitMeasures(fit))))))
  differences <- as.data.frame(do.call(lavTestLRT, unname(fits)))
  rownames(differences) <- names(levels)
  last <- parameterEstimates(fits$scalar)
  means <- last[last$op == "~1" & last$lhs %in% unlist(factors), c("lhs", "est", "se")]
  list(levels = measures, differences = data.frame(
         level = names(levels)[-1], df = differences[-1, "Df diff"],
         statistic = differences[-1, "Chisq diff"], pvalue = differences[-1, "Pr(>Chisq)"]),
       means = means)
}
steps <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"),
              strict = c("loadings", "intercepts", "residuals"))
ordinal <- list(configural = "", thresholds = "thresholds", metric = c("thresholds", "loadings"),
                scalar = c("thresholds", "loadings", "intercepts"),
                strict = c("thresholds", "loadings", "intercepts", "residuals"))
out <- list(continuous = study("x", steps, meanstructure = TRUE),
            ordinal = study("q", ordinal, ordered = grep("^q", names(data), value = TRUE),
                            parameterization = "theta", ID.cat = "Wu.Estabrook.2016"),
            texts = list(continuous_partial = list(estimator = "ML"),
                         ordinal_scalar = list(estimator = "WLSMV", parameterization = "theta",
                                               ordered = grep("^q", names(data), value = TRUE))),
            versions = list(lavaan = packageDescription("lavaan")$Version,
                            semTools = packageDescription("semTools")$Version))
for (name in names(out$texts)) {
  text <- paste(readLines(file.path("longitudinal", paste0(name, ".lav"))), collapse = "\n")
  fit <- do.call("sem", c(list(text, data = data), out$texts[[name]]))
  measures <- fitMeasures(fit)
  out$texts[[name]] <- as.list(measures[intersect(kept, names(measures))])
}
for (kind in c("continuous", "ordinal")) print(t(sapply(out[[kind]]$levels, unlist)), digits = 10)
for (kind in c("continuous", "ordinal")) print(out[[kind]]$differences, digits = 10)
write(toJSON(out, auto_unbox = TRUE, digits = 12), "longitudinal/levels.json")
