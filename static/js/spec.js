/* The scripts of a job spec's page in one file: where files are collected, each import gives way to what it names (config/storage.py). */
import "./weights.js";
import "./sources.js";
import "./rows.js";
