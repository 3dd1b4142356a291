" SPDX-License-Identifier: GPL-2.0-or-later
" Workloads of mmulator are called *.wl.
autocmd BufRead,BufNewFile *.wl setfiletype mmulator
