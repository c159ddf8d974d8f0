# The Lasso by glmnet, to compare speed with.
#
#     Rscript glmnet.R PROBLEM one|path THRESH COEFFICIENTS.f64
#
# PROBLEM is what lasso_problem.py wrote; THRESH is glmnet's own measure of convergence. Prints one
# line of JSON: the seconds of the call alone, and the process's memory.
args <- commandArgs(trailingOnly = TRUE)
if (length(args) != 4) {
  cat("usage: glmnet.R PROBLEM one|path THRESH COEFFICIENTS.f64\n", file = stderr())
  quit(status = 2)
}
suppressPackageStartupMessages(library(glmnet))

read <- function(name) {
  file <- file.path(args[1], name)
  readBin(file, "double", file.size(file) / 8)
}
y <- read("y.f64")
deviation <- read("deviation.f64")
x <- read("x.f64")
dim(x) <- c(length(y), length(deviation))
lambdas <- scan(file.path(args[1], paste0(args[2], ".txt")), quiet = TRUE)

glmnet.control(fdev = 0, devmax = 1) # the whole path
seconds <- system.time(
  fit <- glmnet(x, y, lambda = lambdas, standardize = FALSE, intercept = FALSE,
                thresh = as.numeric(args[3]), maxit = 1e9)
)[["elapsed"]]

found <- summary(fit$beta)
rows <- rbind(found$j - 1, found$i - 1, found$x / deviation[found$i])
writeBin(as.vector(rows), args[4])

megabytes <- function(field) {
  line <- grep(paste0("^", field, ":"), readLines("/proc/self/status"), value = TRUE)
  as.integer(gsub("[^0-9]", "", line)) %/% 1024L
}
cat(sprintf(
  '{"seconds": [%.3f], "thresh": %s, "version": "%s", "peakMegabytes": %d, "mappedMegabytes": %d}\n',
  seconds, args[3], packageVersion("glmnet"), megabytes("VmHWM"), megabytes("RssFile")
))
