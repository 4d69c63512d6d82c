# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Residents' sense of gain: from the export of a survey to the report
#
# **The answers in this notebook are SYNTHETIC. Nobody was interviewed, and no number below is a
# finding about any city.** They are drawn by a program from stated true values, so that every step
# can be tried, and the results can be held against the truth, before a survey of one's own.
#
# **本示例使用模拟数据，没有调查任何人；文中的任何数字都不是对任何城市的发现。**
#
# ## The question
#
# A new smart city is meant to be felt. *Sense of gain* (获得感) is what residents think they **have
# obtained**, and how **satisfied** they are with it. The study asks
#
# 1. how large the sense of gain is, overall, by dimension and by district;
# 2. how far rural residents are behind urban ones, and whether the gap narrows between two waves;
# 3. which dimension (political, economic, cultural, social, ecological) and which conditions
#    matter most for it, so that a city knows what to improve first.
#
# The way there has seven steps: an export of the survey tool is read, screened for careless
# answers, fitted with and without them, turned into indices, and reported. Each step is one line of
# Python; the last section has the same as command lines.

# %%
import csv
import subprocess
import sys
from pathlib import Path

import pandas as pd

import gainsem
from gainsem.survey.synthetic_export import write_export

pd.set_option("display.max_colwidth", 160)
pd.set_option("display.max_rows", 60)

# %% [markdown]
# ## 1. The study's folder
#
# `gainsem init` writes a folder with everything the study needs: the instrument as a *codebook*, the
# models, and the indices of the districts. It is a command, so here it is run as one (once).

# %%
study = Path("gain")
if not study.exists():
    command = ["gainsem", "init", "gain", "--template", "sense-of-gain"]
    subprocess.run([sys.executable, "-m", *command], check=True)
sorted(path.name for path in study.iterdir())

# %% [markdown]
# ## 2. The instrument
#
# Thirteen constructs with three items each: two constructs in each of the five dimensions, equality of
# social security between town and country, and the two sides of the sense of gain itself. Answers
# run from 1 (strongly disagree) to 5 (strongly agree). "Don't know or not applicable" (88) and
# "refused" (99) are offered too; they count as missing, never as a sixth step of the scale.

# %%
codebook = gainsem.read_codebook(study)
items = codebook.to_frame().query("construct != ''")


def label(name):
    """Return the label of a construct or a variable in English."""
    if name in codebook.constructs:
        return codebook.constructs[name]["en"]
    return next((item.label["en"] for item in codebook.items if item.name == name), name)


def p_text(values):
    """Return p values as text."""
    return ["< 0.001" if p < 0.001 else f"{p:.3f}" for p in values]


instrument = items.assign(
    dimension=[label(name) if name else "" for name in items["part_of"]],
    construct=[label(name) for name in items["construct"]],
    reversed=items["reverse"].map({True: "yes", False: ""}),
)
instrument[["dimension", "construct", "text", "reversed"]]

# %% [markdown]
# Three items, PC3, ES3 and EO3, are worded the other way round; they are turned when the answers are
# read. Among the items there is an *attention check*, which says which box to tick:

# %%
codebook.to_frame("zh").loc[["AC1"], ["text", "attention"]]

# %% [markdown]
# ## 3. An export as the survey tool gives it
#
# A real study starts with a file downloaded from Wenjuanxing (问卷星), KoboToolbox, Qualtrics or
# another tool. We make one from the synthetic survey, in the layout of 问卷星 "按选项文本下载":
# Chinese questions as headings, answers as words, `(空)` for questions left open, several boxes in
# one cell, and the tool's own columns. There is also what a careful researcher should not even have:
# IP addresses, and a question for the e-mail address of those who want to win a prize (all addresses
# here are reserved examples).

# %%
export = write_export(study, "wenjuanxing", study / "问卷星_居民获得感调查.csv")

with export.open(encoding="utf-8-sig", newline="") as file:
    headings, *rows = csv.reader(file)
print(f"{len(rows)} rows, {len(headings)} columns")
pd.DataFrame(
    {"heading 列名": headings, "first row 第一行": rows[0], "second row 第二行": rows[1]}
).iloc[[0, 1, 2, 3, 4, 5, 6, 7, 8, 46, 47, 54, 55, 56, 57, 58, 59, 60, 61, 62]]

# %% [markdown]
# The last four columns are not from the tool: the office has added the wave, what is made from other
# answers (rural registration, female) and the weight of the sampling plan.
#
# ## 4. Reading it
#
# One line. The tool is recognised by its headings, whatever the file is called; every question is
# found by its name, its wording in either language, or its label; words become codes; the
# indices of the districts are joined.

# %%
survey = gainsem.read_survey(export, codebook=study / "codebook.yaml")
survey

# %% [markdown]
# ### What was dropped for privacy
#
# Only what the codebook describes is kept. IP addresses and e-mail addresses were recognised as such
# and named in a note (I-PRV-01), without showing a single one. They are gone from memory and
# cannot reach a result:

# %%
pd.DataFrame({"column not kept": survey.responses.left_out})

# %% [markdown]
# ### What was changed, counted
#
# Nothing is repaired silently. Every recoding is counted; here are those of the items:

# %%
recodes = pd.DataFrame([(r.item, r.kind, r.count, r.detail) for r in survey.responses.recodes])
recodes.columns = ["item", "what", "answers", "detail"]
of_items = recodes[recodes["item"].isin(items.index)]
of_items.groupby(["what", "detail"], as_index=False)["answers"].sum()

# %% [markdown]
# Are the headings read rightly? Because the survey is synthetic we can tell: the study's folder has
# the same answers as a clean table of codes. Read from either file, they must be the same in every
# cell.

# %%
clean = gainsem.read_survey(study).to_frame()
read = survey.to_frame()
numeric = [name for name in clean.columns if name not in ("id", "true_careless")]
assert read[numeric].equals(clean[numeric])
print(f"{read[numeric].size:,} cells, all the same")

# %% [markdown]
# ## 5. Screening: who did not read the questions?
#
# Some people tick boxes without reading. `gainsem.screen` looks for them in ten ways. **It drops
# nobody.** A flag is a reason to look: honest people are flagged as well, some of them unusual,
# some of them fast.

# %%
screening = gainsem.screen(survey)
screening.flags[["flag", "count", "percent", "threshold", "meaning", "paper"]].round(1)

# %% [markdown]
# `careless` is the flag to act on: it asks for at least two *kinds* of evidence out of four (uniform
# answers, erratic answers, too fast, failed attention check). One kind alone flags too many honest
# people. On the page below every index is shown with its limit, and which flags meet.

# %%
gainsem.draw(screening)

# %% [markdown]
# ### How good is that flag? The truth is known here
#
# In the synthetic survey 2.5 % were drawn to answer carelessly, half of them always the same box, half
# at random. No real survey has this column; here it shows what a flag can do, and what "any flag"
# would cost.

# %%
truth = clean["true_careless"].map({0: "careful", 1: "same box", 2: "at random"})
pd.DataFrame(
    {
        "respondents": truth.value_counts(),
        "flagged careless": truth[screening.flagged("careless")].value_counts(),
        "with any flag": truth[screening.flagged()].value_counts(),
    }
).loc[["careful", "same box", "at random"]]

# %% [markdown]
# ## 6. The model, with and without the careless
#
# The structural model says: objective conditions come before what residents perceive; equality of
# social security reaches all five dimensions; each dimension adds to what people *have obtained*
# (GO), and all of this to being *satisfied* with it (GS). Its equations are in `structural.lav`, in
# the language of lavaan.
#
# - The items are ordinal, with five steps. The codebook says so, and the fit takes them as that
#   (WLSMV on polychoric correlations), not as centimetres.
# - `missing="pairwise"` uses every answer that was given.
# - `exclude=("careless",)` leaves the flagged out **and fits everybody as well**, so that a reader
#   sees what the choice does. The flag was chosen before looking at any result.

# %%
fit = gainsem.fit(study / "structural.lav", survey, missing="pairwise", exclude=("careless",))
print(fit)

# %% [markdown]
# `fit` alone in a cell shows every estimate, `fit.summary()` the page of the terminal; here are the
# parts one looks at first. **Does the model fit?** RMSEA and SRMR near
# 0 and CFI near 1 say that it reproduces the correlations well. The chi-square test rejects small
# misfit in samples this large, so it is not the criterion. (In this synthetic survey the model is
# nearly the one the answers were drawn from. Real data will not fit so well.)

# %%
measures = {
    "respondents": fit.n_obs,
    "chi-square (scaled)": f"{fit.fit_measures['chisq_scaled']:.1f}",
    "degrees of freedom": f"{fit.fit_measures['df']:.0f}",
    "CFI (scaled)": f"{fit.fit_measures['cfi_scaled']:.3f}",
    "RMSEA (scaled)": f"{fit.fit_measures['rmsea_scaled']:.3f}",
    "SRMR": f"{fit.fit_measures['srmr']:.3f}",
}
pd.DataFrame({"measure": measures.keys(), "value": measures.values()})

# %% [markdown]
# ### The paths
#
# Standardised coefficients with 95 % intervals: the change in standard deviations of the outcome
# when the cause is one standard deviation higher and the other causes are the same.

# %%
standardized = fit.standardized()
paths = standardized[standardized["op"] == "~"]
pd.DataFrame(
    {
        "outcome": [label(name) for name in paths["lhs"]],
        "cause": [label(name) for name in paths["rhs"]],
        "standardised": paths["est_std"].map("{:.2f}".format),
        "95 % interval": [
            f"{low:.2f} to {high:.2f}"
            for low, high in zip(paths["ci_lower"], paths["ci_upper"], strict=True)
        ],
        "p": p_text(paths["pvalue"]),
    }
).reset_index(drop=True)

# %% [markdown]
# ### What leaving out has changed
#
# Paths first, then whatever changes its sign, its significance or by one standard error.

# %%
fit.exclusion

# %% [markdown]
# No path changes its sign or its significance. What moves are the loadings of the items worded the
# other way round (PC3, ES3, EO3), by nearly three standard errors: people who always tick the same
# box make reversed items look bad. And with the careless in, everything hangs together a little too
# well: the paths from equality of social security to the dimensions are about one standard error
# larger. Both are usual traces of careless answers, and the reason to report both fits.
#
# ### The figure

# %%
gainsem.draw(fit)

# %% [markdown]
# ## 7. The index: how large is the sense of gain?
#
# An index from 0 (everybody chose the lowest answer) to 100 (the highest) of every construct, for all
# and for groups. It is made of *plausible values*, so that the intervals include both that other
# residents could have been asked and that three questions do not measure a construct exactly. Means
# of factor scores would look more certain, and groups more alike, than they are.
#
# All respondents are scored, also the flagged; weights and districts come from the codebook.

# %%
scores = gainsem.score(
    fit, survey, by=["district", "rural"], compare="rural", target="GS", draws=20, seed=1
)
index = scores.to_frame("index")
gainsem.draw(scores, "index")

# %% [markdown]
# The dimensions in numbers:

# %%
DIMENSIONS = ["GAIN", "POL", "ECN", "CUL", "SOC", "ENV", "SS"]


def interval(frame, value="mean"):
    """Return estimates with their 95 % intervals as text."""
    columns = zip(frame[value], frame["ci_lower"], frame["ci_upper"], strict=True)
    return [f"{mean:.1f} ({low:.1f} to {high:.1f})" for mean, low, high in columns]


everybody = index.query("by == '' and wave == ''").set_index("construct").loc[DIMENSIONS]
pd.DataFrame(
    {
        "construct": [label(name) for name in everybody.index],
        "index (95 % interval)": interval(everybody),
    }
)

# %% [markdown]
# ### Districts
#
# Sorted, with intervals. **Overlapping intervals are no ranking**: most neighbours in this list cannot
# be told apart, the ends can. Groups with fewer than ten respondents would not be shown at all.

# %%
gainsem.draw(scores, "ranking_district")

# %%
districts = index.query("by == 'district' and construct == 'GAIN' and wave == ''")
districts = districts.sort_values("mean", ascending=False)
listed = pd.DataFrame(
    {
        "district": districts["level"],
        "respondents": districts["n"],
        "sense of gain (95 % interval)": interval(districts),
    }
).reset_index(drop=True)
pd.concat([listed.head(5), listed.tail(5)])

# %% [markdown]
# ### Town and country
#
# Index of residents with rural registration less that of urban ones, in points. p values are adjusted
# for the number of constructs compared (Holm). The effect is in standard deviations of the index.

# %%
gaps = scores.to_frame("gaps").query("kind == 'groups' and construct in @DIMENSIONS")
table = gaps.query("wave == ''").set_index("construct").loc[DIMENSIONS]
pd.DataFrame(
    {
        "construct": [label(name) for name in table.index],
        "rural less urban (95 % interval)": interval(table, "difference"),
        "p (Holm)": p_text(table["p_holm"]),
        "effect": table["effect"].map("{:.2f}".format).to_list(),
    }
)

# %% [markdown]
# A gap can lie outside chance on its own and not among several: the interval of the overall sense
# of gain leaves out 0, but after adjustment for the number of constructs the evidence is weak. Say so.
#
# Does the gap narrow? Equality of social security, first wave and second, and the change:

# %%
waves = gaps.query("construct == 'SS' and wave != ''")
change = scores.to_frame("trend").query("construct == 'SS' and level == '1 - 0'")
pd.DataFrame(
    {
        "": ["first wave", "second wave", "change"],
        "rural less urban (95 % interval)": [
            *interval(waves, "difference"),
            *interval(change, "slope"),
        ],
        "p (Holm)": p_text([*waves["p_holm"], *change["p_holm"]]),
    }
)

# %% [markdown]
# It does, and it should: the true gap was set to narrow from 0.45 to 0.15 standard deviations.
#
# ### What matters most, and how it does
#
# *Importance* is the total effect on satisfaction with what has been obtained (GS), directly and
# through everything in between. *Performance* is the index. What is important and does badly is to be
# improved first.

# %%
gainsem.draw(scores, "importance_performance")

# %%
scores.table("importance_performance")

# %% [markdown]
# The field "improve first" is empty, which is a result, too: what matters most (having obtained
# something, and equality) is not what does worst. Of the five dimensions the political one is nearest
# to that field. The lines are means of the constructs shown and no thresholds, and intervals cross
# them: the map is for talking about priorities, not for deciding them.

# %% [markdown]
# ## 8. The report
#
# A PDF with methods, tables, figures, remarks and references, in English or Chinese (`lang="zh"`).
# The fit is kept as a file that can be read again without fitting. The index has a report of its own,
# which `gainsem score ... --out index` writes beside its tables (last section).

# %%
report = gainsem.report(fit, study / "report.pdf")
chinese = gainsem.report(fit, study / "report_zh.pdf", lang="zh")
saved = fit.save(study / "fit.json")
picture = gainsem.draw(fit, lang="zh").save(study / "path_diagram_zh.svg")
pd.DataFrame(
    {
        "file": [path.name for path in (report, chinese, saved, picture)],
        "kB": [path.stat().st_size // 1000 for path in (report, chinese, saved, picture)],
    }
)

# %% [markdown]
# What to cite:

# %%
print(gainsem.cite(fit))

# %% [markdown]
# ## 9. What may be concluded, and what not
#
# If these were the answers of residents,
#
# - one **may say** how high the index is, in points from 0 to 100 with its interval, and that the
#   districts at the two ends differ;
# - one **may say** that rural residents are behind in equality of social security, in the economic
#   and the cultural dimension, and that the first of these gaps was smaller in the second wave;
# - one **may say** which dimensions go together with satisfaction, given this model.
#
# One **may not say**
#
# - that a path is a *cause*. People were asked once, at one time each; arrows are the
#   researcher's assumptions. Another order of the arrows can fit equally well.
# - that effects of district indices are as certain as printed: there are 24 districts, and the
#   standard errors of the fit do not know that residents of a district share them (the intervals of
#   the index do);
# - that gaps are free of how questions are understood. Two items (CE2, SR3) are harder to agree to
#   for rural residents whatever they have obtained; the model knows of these two because the
#   framework expects them. Other such items would look like gaps;
# - anything about people who were not sampled, nor about a single respondent;
# - and, **since these answers are synthetic, anything about any city at all**.
#
# With answers of one's own: replace `responses` in the codebook, or read the export as above; try the
# instrument on a few dozen residents first; decide on flags and models before looking at results.
#
# ## The same as command lines
#
# ```sh
# gainsem init gain --template sense-of-gain
# python -m gainsem.survey.synthetic_export gain wenjuanxing gain/问卷星_居民获得感调查.csv
# gainsem codebook check gain/codebook.yaml gain/问卷星_居民获得感调查.csv
# gainsem screen gain/问卷星_居民获得感调查.csv --codebook gain/codebook.yaml --out screening
# gainsem fit gain/structural.lav gain/问卷星_居民获得感调查.csv --codebook gain/codebook.yaml --missing pairwise --exclude careless --out results
# gainsem score results/fit.json gain/问卷星_居民获得感调查.csv --codebook gain/codebook.yaml --by district,rural --compare rural --target GS --out index
# gainsem report results/fit.json --report chinese.pdf --lang zh
# ```
#
# More: [the instrument and its true values](../../surveys/sense_of_gain/README.md),
# [the framework](../framework.md), [exports](../exports.md), [screening](../screening.md),
# [indices and scores](../index-and-scores.md), [the command line](../command-line.md).
