# T-size RMSEA and CFI by R's own noncentral chi-square; adjusted cut-offs by the regressions of
# Yuan, Chan, Marcoulides & Bentler (2016), typed from the paper.
#   Rscript R/equivalence_cases.R        (from tests/reference)
library(jsonlite)

noncentrality <- function(statistic, df, probability) {
  if (pchisq(statistic, df) <= probability) return(0)
  uniroot(function(ncp) pchisq(statistic, df, ncp) - probability, c(0, 10 * statistic + 100), tol = 1e-12)$root
}
rmsea <- function(d, n) exp(c(
  1.34863 - .51999*log(d) + .01925*log(d)^2 - .59811*log(n) + .00902*sqrt(n) + .01796*log(d)*log(n),
  2.06034 - .62974*log(d) + .02512*log(d)^2 - .98388*log(n) + .05442*log(n)^2 - .00005188*n + .05260*log(d)*log(n),
  2.84129 - .54809*log(d) + .02296*log(d)^2 - .76005*log(n) + .10229*log(n)^2 - 1.11167*n^.2 + .04845*log(d)*log(n),
  2.36352 - .49440*log(d) + .02131*log(d)^2 - .64445*log(n) + .09043*log(n)^2 - 1.01634*n^.2 + .04422*log(d)*log(n)))
cfi <- function(d, i, n) 1 - exp(c(
  4.67603 - .50827*log(d) + .87087*d^.2 - .59613*i^.2 - 1.89602*log(n) + .10190*log(n)^2 + .03729*log(d)*log(n),
  4.12132 - .46285*log(d) + .52478*d^.2 - .31832*i^.2 - 1.74422*log(n) + .13042*log(n)^2 - .02360*sqrt(n) + .04215*log(d)*log(n),
  6.31234 - .41762*log(d) + .01554*log(d)^2 - .00563*log(i)^2 - 1.30229*log(n) + .19999*log(n)^2 - 2.17429*n^.2 +
    .05342*log(d)*log(n) - .01520*log(i)*log(n),
  5.96633 - .40425*log(d) + .01384*log(d)^2 - .00411*log(i)^2 - 1.20242*log(n) + .18763*log(n)^2 - 2.06704*n^.2 +
    .05245*log(d)*log(n) - .01533*log(i)*log(n)))

cases <- list(c(28.098, 23, 502.279, 36, 145), c(85.306, 24, 918.852, 36, 301), c(10, 20, 300, 28, 500),
              c(900, 264, 9000, 300, 2436), c(60, 5, 80, 10, 120))
record <- lapply(cases, function(x) {
  n <- x[5] - 1
  wide <- noncentrality(x[1], x[2], .025)
  low <- noncentrality(x[3], x[4], .975)
  list(chisq = x[1], df = x[2], baseline = x[3], baseline_df = x[4], n_obs = x[5],
       rmsea = sqrt(noncentrality(x[1], x[2], .05) / (x[2] * n)), cfi = 1 - wide / max(wide, low),
       rmsea_cutoffs = rmsea(x[2], n), cfi_cutoffs = cfi(x[2], x[4], n))
})
write_json(record, "comparison/equivalence.json", digits = NA, auto_unbox = TRUE)
