# The models of a study, from the tables beside this file. Run: Rscript analysis.R
# It needs lme4 and survival: install.packages(c("lme4", "survival")).
arguments <- commandArgs(trailingOnly = FALSE)
file <- sub("--file=", "", grep("--file=", arguments, value = TRUE))
if (length(file) == 1) setwd(dirname(normalizePath(file)))

outcome <- Sys.getenv("OUTCOME", "valence")
moods <- read.csv("moods.csv", stringsAsFactors = FALSE)
returns <- read.csv("returns.csv", stringsAsFactors = FALSE)
sessions <- read.csv("sessions.csv", stringsAsFactors = FALSE)
# Sessions that the study leaves out are in the tables, and not in its figures.
counted <- sessions$session[is.na(sessions$left_out) | sessions$left_out == ""]
moods <- moods[moods$session %in% counted, ]
returns <- returns[returns$session %in% counted, ]
results <- data.frame()
add <- function(model, term, estimate, se, statistic, p, n) {
  row <- data.frame(model, term, estimate, se, statistic, p, n)
  results <<- rbind(results, row)
}

after <- subset(moods, outcome == get("outcome", envir = globalenv()) & phase == "after" &
  crier %in% c("crier", "non_crier") & !is.na(value) & !is.na(baseline) & !is.na(t_min))
after$crier <- as.numeric(after$crier == "crier")
# Induced mood decays with the logarithm of time.
after$time_c <- log1p(pmax(after$t_min, 0))
after$time_c <- after$time_c - mean(after$time_c)
after$baseline_c <- after$baseline - mean(after$baseline)

if (length(unique(after$crier)) < 2 || length(unique(after$participant)) < 6) {
  cat("Mood: too few criers or non-criers for a model.\n")
} else if (!requireNamespace("lme4", quietly = TRUE)) {
  cat("Mood: the package lme4 is missing; install it with install.packages(\"lme4\").\n")
} else {
  model <- lme4::lmer(value ~ crier * time_c + baseline_c + (1 | participant), data = after, REML = TRUE)
  told <- summary(model)$coefficients
  for (term in rownames(told)) {
    t <- told[term, "t value"]
    add("mixed", term, told[term, "Estimate"], told[term, "Std. Error"], t, 2 * pnorm(-abs(t)), nrow(after))
  }
}

back <- subset(returns, outcome == get("outcome", envir = globalenv()) &
  crier %in% c("crier", "non_crier") & !is.na(return_min) & return_min > 0)
back$crier <- as.numeric(back$crier == "crier")
back$returned <- as.numeric(back$censored %in% c("false", "FALSE", FALSE))
if (length(unique(back$crier)) < 2 || sum(back$returned) < 5) {
  cat("Return to baseline: too few sessions came back for a model.\n")
} else if (!requireNamespace("survival", quietly = TRUE)) {
  cat("Return to baseline: the package survival is missing.\n")
} else {
  model <- survival::coxph(survival::Surv(return_min, returned) ~ crier, data = back, ties = "breslow")
  told <- summary(model)$coefficients
  add("cox", "crier", told[1, "coef"], told[1, "se(coef)"], told[1, "z"], told[1, "Pr(>|z|)"], nrow(back))
}

print(results, digits = 4, row.names = FALSE)
write.csv(results, "analysis-R.csv", row.names = FALSE)
cat("Crying was not randomly assigned; groups may differ beforehand.\n")
cat("A larger recovery follows from a larger drop; look at net change.\n")
