# Exports the ordinal data sets, all simulated here.  Run from tests/reference:
#   Rscript R/ordinal_data.R
suppressMessages(library(MASS))

keep <- function(d, file) write.csv(d, file.path("data", file), row.names = FALSE, na = "", quote = FALSE)
cut_at <- function(y, at) findInterval(y, at) + 1L
cuts <- list(c(-1.5, -.5, .5, 1.5), c(-1, -.2, .6, 1.4), c(-1.8, -1, -.2, .8), c(-.8, .1, .9, 1.7),
             c(-1.3, -.4, .2, 1.1))
likert <- function(Y, names) {
  out <- sapply(seq_len(ncol(Y)), function(j) cut_at(Y[, j], cuts[[(j - 1) %% 5 + 1]]))
  colnames(out) <- names
  out
}
# Indicators with unit variance when the factors have it.
indicators <- function(F, L) F %*% t(L) +
  matrix(rnorm(nrow(F) * nrow(L)), nrow(F)) %*% diag(sqrt(1 - rowSums(L^2)))
simple_structure <- function(factors, loadings) {
  k <- length(loadings)
  L <- matrix(0, factors * k, factors)
  for (j in 1:factors) L[(j - 1) * k + 1:k, j] <- loadings
  L
}

# Ten factors with five items of five categories, n = 2000.
set.seed(4711)
Phi <- matrix(.3, 10, 10); diag(Phi) <- 1
F <- mvrnorm(2000, rep(0, 10), Phi)
keep(likert(indicators(F, simple_structure(10, c(.8, .75, .7, .65, .6))), paste0("i", 1:50)),
     "large50_likert.csv")

# Three factors with four items of five categories in two groups; the same with missing answers.
set.seed(99)
n <- 900
group <- rep(c("A", "B"), c(500, 400))
F <- mvrnorm(n, c(0, 0, 0), matrix(c(1, .5, .4, .5, 1, .3, .4, .3, 1), 3))
F[group == "B", 1] <- F[group == "B", 1] * 1.2 + .3
Y <- likert(indicators(F, simple_structure(3, c(.8, .7, .6, .75))), paste0("q", 1:12))
keep(data.frame(Y, group = group), "likert.csv")
for (j in 1:12) Y[runif(n) < .06, j] <- NA
keep(data.frame(Y, group = group), "likert_missing.csv")

# Five binary items and a covariate.
set.seed(5)
n <- 600
f <- rnorm(n)
z <- round(.4 * f + rnorm(n), 6)
b <- sapply(c(.9, .8, .7, .6, .8), function(a) as.integer(a * f + sqrt(1 - a^2) * rnorm(n) > .2))
colnames(b) <- paste0("b", 1:5)
keep(data.frame(b, z = z), "binary.csv")

# Covariates x1, x2 (0 or 1), x3; 12 items on three factors; x1 and x2 predict these, x1 also q3; continuous
# indicators c1..c3 of the third factor; an ordinal mediator m and ordinal outcomes y and u; weights.
set.seed(2024)
n <- 700
x1 <- round(rnorm(n), 6)
x2 <- rbinom(n, 1, .45)
f1 <- .4 * x1 + .3 * x2 + rnorm(n, sd = .85)
f2 <- .3 * f1 - .2 * x1 + rnorm(n, sd = .9)
f3 <- .35 * f2 + .2 * f1 + rnorm(n, sd = .85)
Y <- indicators(cbind(f1, f2, f3), simple_structure(3, c(.8, .7, .6, .75)))
Y[, 3] <- Y[, 3] + .4 * x1
continuous <- sapply(c(.9, .8, .7), function(a) a * f3 * 2 + 5 + rnorm(n, sd = 1.4))
colnames(continuous) <- paste0("c", 1:3)
m <- .5 * f1 + .2 * x1 + rnorm(n, sd = .8)
y <- .4 * m + .3 * f2 + rnorm(n, sd = .8)
u <- .5 * y - .3 * x2 + .2 * x1 + rnorm(n, sd = .9)
mixed <- data.frame(x1 = x1, x2 = x2, likert(Y, paste0("q", 1:12)), round(continuous, 6),
                    m = cut_at(m, c(-.6, .3, 1.1)), y = cut_at(y, c(-.9, -.2, .4, 1.2)),
                    u = cut_at(u, c(-.5, .7)),
                    x3 = round(.3 * f1 + rnorm(n), 6), w = round(runif(n, .4, 2.2), 6))
keep(mixed, "mixed.csv")
for (v in c(paste0("q", 1:4), paste0("c", 1:3), "x1")) mixed[runif(n) < .07, v] <- NA
keep(mixed[c(paste0("q", 1:4), paste0("c", 1:3), "x1")], "mixed_missing.csv")

# Eighteen items: six factors of three, three second-order, one third-order factor.
set.seed(36)
n <- 800
top <- rnorm(n)
second <- sapply(c(.8, .7, .75), function(a) a * top + sqrt(1 - a^2) * rnorm(n))
first <- sapply(c(1, 1, 2, 2, 3, 3), function(k) .8 * second[, k] + .6 * rnorm(n))
keep(likert(indicators(first, simple_structure(6, c(.8, .75, .7))), paste0("q", 1:18)),
     "third_order_likert.csv")

# One factor, items of two to seven and of ten categories (k2..k7, k10), skewed items of four
# categories with empty cells (s1..s5), binary items with an empty cell (e1..e4: nobody says yes to e1
# and no to e2).
set.seed(7)
n <- 400
f <- rnorm(n)
item <- function(a) a * f + sqrt(1 - a^2) * rnorm(n)
categories <- sapply(c(2:7, 10), function(k) cut_at(item(.75), qnorm(seq_len(k - 1) / k) * .9 + .15))
colnames(categories) <- paste0("k", c(2:7, 10))
skewed <- sapply(c(.8, .7, .75, .65, .6), function(a) cut_at(item(a), c(.9, 1.6, 2.2)))
colnames(skewed) <- paste0("s", 1:5)
binary <- mapply(function(a, at) cut_at(item(a), at) - 1L, c(.7, .7, .7, .6), c(1.3, -.3, .3, .3))
binary[, 2] <- pmax(binary[, 1], binary[, 2])
colnames(binary) <- paste0("e", 1:4)
keep(data.frame(categories, skewed, binary), "categories.csv")
print(apply(skewed, 2, tabulate, 4)); print(table(skewed[, 1], skewed[, 2]))
print(table(binary[, 1], binary[, 2]))
