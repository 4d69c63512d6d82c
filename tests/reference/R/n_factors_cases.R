# Adequacy and the number of factors: psych's KMO, Bartlett test, smc, mardia, vss, MAP and
# fa.parallel.  Run from tests/reference:  Rscript R/n_factors_cases.R
suppressMessages({library(jsonlite); library(psych)})
options(mc.cores = 1)
quietly <- function(x) { sink(nullfile()); on.exit(sink()); suppressWarnings(suppressMessages(x)) }
num <- function(x) signif(unname(as.numeric(x)), 13)
hs <- read.csv("data/hs.csv")[, paste0("x", 1:9)]
likert <- read.csv("data/likert.csv")[, paste0("q", 1:12)]
bfi <- read.csv("../../surveys/bfi/responses.csv")[, 1:25]
whole <- bfi[complete.cases(bfi), ]

record <- function(data, most, iterations, cor = "cor") {
  n <- nrow(data)
  r <- if (cor == "poly") quietly(polychoric(data, correct = 0))$rho else cor(data)
  k <- KMO(r); b <- cortest.bartlett(r, n)
  v <- quietly(vss(r, n = most, rotate = "varimax", fm = "minres", n.obs = n, plot = FALSE))
  m <- if (cor == "cor") quietly(mardia(data, plot = FALSE))
  set.seed(1)
  p <- quietly(fa.parallel(data, n.iter = iterations, fa = "both", sim = FALSE, cor = cor, correct = 0, plot = FALSE))
  set.seed(1)
  s <- quietly(fa.parallel(data, n.iter = iterations, fa = "both", sim = FALSE, cor = cor, correct = 0, SMC = TRUE, plot = FALSE))
  list(n = n, items = names(data), correlations = cor, kmo = num(k$MSA), msa = num(k$MSAi),
       anti_image_1 = num(k$ImCov[1, ]), bartlett = num(b$chisq), df = num(b$df), p = num(b$p.value),
       smc = num(smc(r)), determinant = num(det(r)),
       mardia = if (!is.null(m)) list(b1p = num(m$b1p), b2p = num(m$b2p), skew = num(m$skew), small = num(m$small.skew), kurtosis = num(m$kurtosis)),
       map = num(v$map), vss1 = num(v$cfit.1), vss2 = num(v$cfit.2), dof = num(v$vss.stats$dof),
       chisq = num(v$vss.stats$chisq), bic = num(v$vss.stats$BIC), sabic = num(v$vss.stats$SABIC),
       ebic = num(v$vss.stats$eBIC), rmsr = num(v$vss.stats$SRMR), rmsea = num(v$vss.stats$RMSEA),
       iterations = iterations, components = num(p$pc.values), factors_one = num(p$fa.values),
       factors_smc = num(s$fa.values), chance_components = num(p$pc.simr), chance_one = num(p$fa.simr),
       chance_smc = num(s$fa.simr), components_kept = num(p$ncomp), factors_kept = num(p$nfact))
}
setosa <- as.matrix(iris[1:50, 1:4])
out <- list(hs = record(hs, 4, 400), bfi = record(whole, 8, 100), likert_poly = record(likert, 4, 20, "poly"),
            setosa = unname(lapply(1:50, function(i) unname(setosa[i, ]))))
write_json(out, "efa/n_factors_psych.json", digits = NA, auto_unbox = TRUE, na = "null", null = "null")
