cpus 2;phase a{barrier};phase b
{
  on 0
  {
    ;; purge ;
    repeat 2 { purge } purge local }
  on 1 { barrier } on 0,0-1 { barrier }
}
	phase	c	{	x	=	1	# tabs, Übung
}
