# Omega after a Schmid-Leiman transformation: psych::omega (minres, oblimin) of hs.csv and of the
# complete answers of surveys/bfi.  Run from tests/reference:  Rscript R/schmid_leiman.R
suppressMessages({library(jsonlite); library(psych); library(GPArotation)})
hs <- read.csv("data/hs.csv")[, paste0("x", 1:9)]
bfi <- read.csv("../../surveys/bfi/responses.csv")[, 1:25]
bfi <- bfi[complete.cases(bfi), ]
of <- function(id, data, m) {
  o <- suppressWarnings(suppressMessages(omega(data, m, fm = "minres", rotate = "oblimin", plot = FALSE)))
  g <- o$omega.group
  list(id = id, items = names(data), n_factors = m, omega_h = o$omega_h, omega_total = o$omega.tot,
       ecv = sum(o$schmid$sl[, "g"]^2) / sum(o$schmid$sl[, seq_len(m + 1)]^2),
       g = unname(o$schmid$sl[, "g"]), group_total = g$total[-1], group_general = g$general[-1],
       group_group = g$group[-1], key = unname(o$key))
}
write_json(list(of("hs", hs, 3), of("bfi", bfi, 5)), "efa/schmid_leiman.json", digits = 13,
           auto_unbox = TRUE, na = "null", null = "null")
