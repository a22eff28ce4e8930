# The two commands to know; everything else is ./dev --help
PYTHON ?= python3

.PHONY: demo test fix messages assets wheel

demo test fix messages assets wheel:
	@$(PYTHON) dev $@ $(ARGS)
