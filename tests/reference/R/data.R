# Exports the data sets.  Simulated data are rounded before export, so that both sides read the
# same numbers; of the large simulated sets only the covariance matrix (divisor n - 1, all digits)
# is kept, which is all that ML without missing values sees of them.
suppressMessages({library(lavaan); library(psych); library(MASS)})

keep <- function(d, file) write.csv(d, file.path("data", file), row.names = FALSE, na = "")
keep_covariance <- function(S, file) {
  text <- matrix(sprintf("%.17g", S), nrow(S), dimnames = list(NULL, colnames(S)))
  write.csv(text, file.path("data", file), row.names = FALSE, quote = FALSE)
}
from_lower <- function(values, names) lavaan::getCov(values, names = names)

keep(HolzingerSwineford1939, "hs.csv")
keep(PoliticalDemocracy, "poldem.csv")
keep(Demo.growth, "demo_growth.csv")
keep(psych::Tal_Or, "tal_or.csv")

# Simple mediation (the design of the lavaan tutorial).
set.seed(1234)
X <- rnorm(100); M <- 0.5 * X + rnorm(100); Y <- 0.7 * M + rnorm(100)
keep(round(data.frame(X = X, Y = Y, M = M), 6), "mediation100.csv")

# Serial mediation between four latent variables, skewed residuals.
set.seed(77)
n <- 400
fx <- rnorm(n); m1 <- .5 * fx + rnorm(n, sd = .8); m2 <- .3 * fx + .2 * m1 + rnorm(n, sd = .8)
fy <- .2 * fx + .4 * m1 + .3 * m2 + rnorm(n, sd = .7)
items <- function(f, loadings, prefix) {
  out <- sapply(loadings, function(a) a * f + .6 * (rchisq(n, 6) - 6) / sqrt(12))
  colnames(out) <- paste0(prefix, seq_along(loadings))
  out
}
keep(round(data.frame(items(fx, c(.8, .7, .9), "x"), items(m1, c(.8, .9, .7), "m"),
                      items(m2, c(.7, .8, .8), "k"), items(fy, c(.9, .8, .7), "y")), 6),
     "latent_mediation.csv")

# Ten factors with five items each, n = 2000.
set.seed(4711)
nf <- 10; ni <- 5; n <- 2000
L <- matrix(0, nf * ni, nf)
for (j in 1:nf) L[((j - 1) * ni + 1):(j * ni), j] <- c(.8, .75, .7, .65, .6)
Phi <- matrix(.3, nf, nf); diag(Phi) <- 1
F <- mvrnorm(n, rep(0, nf), Phi)
big <- F %*% t(L) + matrix(rnorm(n * nf * ni), n) %*% diag(sqrt(1 - rowSums(L^2)))
colnames(big) <- paste0("i", 1:(nf * ni))
keep_covariance(cov(round(big, 6)), "large50_cov.csv")

# Third order: 35 items, seven first-order factors, three second-order factors, one third, n = 2000.
set.seed(35)
n <- 2000
top <- rnorm(n)
second <- sapply(c(.8, .7, .75), function(b) b * top + sqrt(1 - b^2) * rnorm(n))
first <- sapply(c(1, 1, 2, 2, 2, 3, 3), function(k) .8 * second[, k] + .6 * rnorm(n))
third <- do.call(cbind, lapply(1:7, function(j)
  sapply(c(.8, .75, .7, .65, .6), function(a) a * first[, j] + sqrt(1 - a^2) * rnorm(n))))
colnames(third) <- paste0("q", 1:35)
keep_covariance(cov(round(third, 6)), "third_order_cov.csv")

# Published matrices.
keep_covariance(cov(PoliticalDemocracy), "poldem_cov.csv")
# Wheaton, Muthén, Alwin & Summers (1977), stability of alienation, n = 932.
keep_covariance(from_lower(c(
  11.834,
   6.947,   9.364,
   6.819,   5.091,  12.532,
   4.783,   5.028,   7.495,   9.986,
  -3.839,  -3.889,  -3.841,  -3.625,  9.610,
 -21.899, -18.831, -21.748, -18.775, 35.522, 450.288),
  c("anomia67", "powerless67", "anomia71", "powerless71", "education", "sei")), "wheaton_cov.csv")
# Duncan, Haller & Portes (1968), peer influences on aspirations, correlations, n = 329.
keep_covariance(from_lower(c(
  1,
  .6247, 1,
  .3269, .3669, 1,
  .4216, .3275, .6404, 1,
  .2137, .2742, .1124, .0839, 1,
  .4105, .4043, .2903, .2598, .1839, 1,
  .3240, .4047, .3054, .2786, .0489, .2220, 1,
  .2930, .2407, .4105, .3607, .0186, .1861, .2707, 1,
  .2995, .2863, .5191, .5007, .0782, .3355, .2302, .2950, 1,
  .0760, .0702, .2784, .1988, .1147, .1021, .0931, -.0438, .2087, 1),
  c("r_occasp", "r_edasp", "f_occasp", "f_edasp", "r_parasp", "r_iq", "r_ses", "f_ses", "f_iq",
    "f_parasp")), "duncan_cov.csv")
# Roth, Wiebe, Fillingim & Shay (1989), illness: correlations and standard deviations, n = 373.
sds <- c(66.5, 38.0, 18.4, 6.7, 624.8)
illness <- from_lower(c(1, -.03, 1, .39, .07, 1, -.05, -.23, -.13, 1, -.08, -.16, -.29, .34, 1),
                      c("exercise", "hardy", "fitness", "stress", "illness"))
keep_covariance(cor2cov(illness, sds), "illness_cov.csv")
