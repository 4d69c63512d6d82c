# Intervals by R's boot from one set of draws: Rscript bootstrap_intervals.R > ../bootstrap/boot_intervals.json
# The statistic is the variance of 40 skewed numbers; its draws, its jackknife values and the
# intervals are written, so that the same draws can be given to another program.
suppressMessages(library(boot))
set.seed(7)
x <- rexp(40)^1.3
statistic <- function(d, i) var(d[i])
drawn <- boot(x, statistic, R = 999)
jack <- sapply(seq_along(x), function(i) var(x[-i]))
influence <- (length(x) - 1) * (mean(jack) - jack)
found <- boot.ci(drawn, conf = 0.95, type = c("basic", "perc", "bca"), L = influence)
numbers <- function(v) paste0("[", paste(sprintf("%.17g", v), collapse = ", "), "]")
cat("{\n")
cat('"software": "R ', as.character(getRversion()), ", boot ", as.character(packageVersion("boot")), '",\n', sep = "")
cat('"estimate":', sprintf("%.17g", drawn$t0), ",\n")
cat('"draws":', numbers(drawn$t[, 1]), ",\n")
cat('"left_out":', numbers(jack), ",\n")
cat('"percentile":', numbers(found$percent[4:5]), ",\n")
cat('"basic":', numbers(found$basic[4:5]), ",\n")
cat('"bca":', numbers(found$bca[4:5]), "\n}\n")
