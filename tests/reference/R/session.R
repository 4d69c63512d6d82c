# Records the software the reference numbers were made with: Rscript R/session.R > R/session.txt
suppressMessages({library(lavaan); library(numDeriv); library(jsonlite); library(MASS); library(psych)})
info <- sessionInfo()
cat(info$R.version$version.string, "\n")
cat(info$running, info$platform, "\n")
for (package in sort(c(names(info$otherPkgs), names(info$loadedOnly))))
  cat(package, as.character(packageVersion(package)), "\n")
